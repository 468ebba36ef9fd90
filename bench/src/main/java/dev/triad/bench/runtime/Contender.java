// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.bench.ResidentMemory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A process of its own: opens a model, says so as soon as it has answered once, and then measures. Its first
/// line is `first`; every other one is `batch length milliseconds residentMB`.
///
/// Arguments: engine, model, threads, repeats, batches and lengths (with commas between), seconds of warming up.
final class Contender {
    private static final double LONGEST_SECONDS = 15;

    private final Engine engine;
    private final int repeats;
    private final PrintStream out = System.out;

    /// What is measured.
    interface Engine extends AutoCloseable {
        /// Makes ready what is asked; its cost is not measured, that of tokenising is.
        Runnable question(int batch, int length);

        @Override
        void close();
    }

    private Contender(Engine engine, int repeats) {
        this.engine = engine;
        this.repeats = repeats;
    }

    public static void main(String[] arguments) throws IOException {
        var model = Path.of(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        try (var engine = engine(arguments[0], model, threads)) {
            var contender = new Contender(engine, Integer.parseInt(arguments[3]));
            engine.question(1, 16).run();
            contender.out.println("first");
            double warmUp = Double.parseDouble(arguments[6]);
            if (warmUp > 0) contender.measure(numbers(arguments[4]), numbers(arguments[5]), warmUp);
        }
    }

    private static Engine engine(String name, Path model, int threads) throws IOException {
        return switch (name) {
            case "triad" -> new TriadEngine(model, threads, false);
            case "triad-int8-tables" -> new TriadEngine(model, threads, true);
            case "onnx" -> new OnnxEngine(model, threads);
            default -> throw new IllegalArgumentException("no engine is called " + name);
        };
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }

    private void measure(List<Integer> batches, List<Integer> lengths, double warmUp) throws IOException {
        // compilers learn from what comes: all shapes in turn
        long end = System.nanoTime() + (long) (warmUp * 1e9);
        while (System.nanoTime() < end) {
            for (int batch : batches) {
                for (int length : lengths) {
                    if (System.nanoTime() < end) engine.question(batch, length).run();
                }
            }
        }
        for (int batch : batches) {
            for (int length : lengths) {
                out.printf(Locale.ROOT, "%d %d %.4f %.1f%n", batch, length, median(batch, length), residentMegabytes());
            }
        }
    }

    private double median(int batch, int length) {
        var question = engine.question(batch, length);
        for (int i = 0; i < 3; i++) question.run();
        var milliseconds = new double[repeats];
        int count = 0;
        double sum = 0;
        while (count < repeats && (count < 3 || sum < LONGEST_SECONDS * 1000)) {
            long began = System.nanoTime();
            question.run();
            milliseconds[count] = (System.nanoTime() - began) / 1e6;
            sum += milliseconds[count++];
        }
        Arrays.sort(milliseconds, 0, count);
        return milliseconds[count / 2];
    }

    private static double residentMegabytes() throws IOException {
        return ResidentMemory.bytes() / 1e6;
    }
}
