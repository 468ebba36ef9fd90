// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import ai.onnxruntime.OrtEnvironment;
import dev.triad.bench.Quiet;
import dev.triad.bench.runtime.Rival.Figure;
import dev.triad.bench.runtime.Rival.Shape;
import dev.triad.core.file.Json;
import dev.triad.runtime.TextClassifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.json.JsonFactory;

/// Classifiers of ELECTRA-Small's and RoBERTa-base's shapes in the runtime, dense and product-coded, beside ONNX
/// Runtime (f32, and int8 as it quantises dynamically by itself) and PyTorch: each in processes of its own, one
/// after the other, on the same machine. Medians; the ratios are theirs to the runtime's, above 1 where the
/// runtime is faster.
@Command(
        name = "runtime",
        mixinStandardHelpOptions = true,
        description = "The runtime beside ONNX Runtime and PyTorch.")
public final class RuntimeBench implements Callable<Integer> {
    private static final String DENSE = "triad f32";
    private static final String CODED = "triad coded";
    private static final String CODED_INT8 = "triad coded, int8 tables";
    private static final String ONNX = "onnx f32";
    private static final String ONNX_INT8 = "onnx int8";
    private static final String PYTORCH = "pytorch f32";
    private static final int STARTS = 5;

    @Option(
            names = "--shape",
            split = ",",
            description = "electra-small, roberta-base or tiny (default: the first two).")
    private List<String> shapes = List.of("electra-small", "roberta-base");

    @Option(names = "--batch", split = ",", description = "Sequences (default: 1,8).")
    private List<Integer> batches = List.of(1, 8);

    @Option(names = "--length", split = ",", description = "Tokens each (default: 16,128,512).")
    private List<Integer> lengths = List.of(16, 128, 512);

    @Option(names = "--threads", split = ",", description = "Threads (default: 1,2).")
    private List<Integer> threads = List.of(1, 2);

    @Option(names = "--repeats", defaultValue = "21", description = "Timed repeats (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds before anything is timed (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--folder", required = true, description = "Where models are written, and found the next time.")
    private Path folder = Path.of("");

    @Option(names = "--only", split = ",", description = "Names of those to measure; all by default.")
    private List<String> only = List.of();

    @Option(names = "--python", description = "A Python with torch; without it PyTorch is left out.")
    private String python = "";

    @Option(names = "--peers", description = "Folder of the peers (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RuntimeBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        for (String shape : shapes) {
            new BenchModel(folder, shape).write();
        }
        Quiet.require(noisy);
        for (String shape : shapes) {
            for (int count : threads) {
                compare(shape, count);
            }
        }
        return 0;
    }

    private List<Rival> rivals(String shape) throws IOException {
        var model = new BenchModel(folder, shape);
        var weights = model.dense().resolve("model.safetensors");
        var flags = List.of("--add-modules", "jdk.incubator.vector");
        Class<?>[] ours = {Contender.class, TextClassifier.class, Json.class, JsonFactory.class};
        Class<?>[] theirs = {Contender.class, OrtEnvironment.class};
        var opened = List.of("--enable-native-access=ALL-UNNAMED");
        var rivals = new ArrayList<>(List.of(
                Rival.java(DENSE, "triad", model.dense(), weights, flags, ours),
                Rival.java(CODED, "triad", model.packed(), model.packed(), flags, ours),
                Rival.java(CODED_INT8, "triad-int8-tables", model.packed(), model.packed(), flags, ours),
                Rival.java(ONNX, "onnx", model.onnx(), model.onnx(), opened, theirs),
                Rival.java(ONNX_INT8, "onnx", model.onnxInt8(), model.onnxInt8(), opened, theirs)));
        if (!python.isEmpty()) {
            var script = peers.resolve("runtime_bench.py").toString();
            rivals.add(new Rival(PYTORCH, weights, List.of(python, script, weights.toString())));
        }
        rivals.removeIf(rival -> !only.isEmpty() && !only.contains(rival.name()));
        return rivals;
    }

    private void compare(String shape, int count) throws IOException {
        out.printf("%n%s, %d thread%s, load %.2f%n", shape, count, count == 1 ? "" : "s", Quiet.load());
        out.printf("%-26s %9s %9s %12s", "", "file MB", "first s", "resident MB");
        for (int batch : batches) for (int length : lengths) out.printf(" %12s", batch + "×" + length + " ms");
        out.println();
        var figures = new LinkedHashMap<String, Map<Shape, Figure>>();
        for (var rival : rivals(shape)) {
            double first = rival.firstAnswer(count, STARTS);
            var its = rival.measure(count, repeats, batches, lengths, warmUp);
            figures.put(rival.name(), its);
            double resident = its.values().stream()
                    .mapToDouble(Figure::residentMegabytes)
                    .max()
                    .orElse(0);
            out.printf("%-26s %9.2f %9.2f %12.0f", rival.name(), rival.megabytes(), first, resident);
            its.forEach((_, figure) -> out.printf(" %12.2f", figure.milliseconds()));
            out.printf("   load %.2f%n", Quiet.load());
        }
        for (var its : figures.entrySet()) {
            out.printf("%-59s", its.getKey() + ", tokens/s");
            its.getValue().forEach((asked, figure) -> out.printf(" %12.0f", figure.tokensPerSecond(asked)));
            out.println();
        }
        ratio(figures, ONNX, DENSE);
        ratio(figures, ONNX_INT8, CODED);
        ratio(figures, ONNX_INT8, CODED_INT8);
        ratio(figures, PYTORCH, DENSE);
    }

    private void ratio(Map<String, Map<Shape, Figure>> figures, String theirs, String ours) {
        if (!figures.containsKey(theirs) || !figures.containsKey(ours)) return;
        out.printf("%-59s", theirs + " : " + ours);
        Objects.requireNonNull(figures.get(theirs)).forEach((asked, figure) -> {
            var mine = Objects.requireNonNull(
                    Objects.requireNonNull(figures.get(ours)).get(asked));
            out.printf(" %12.2f", figure.milliseconds() / mine.milliseconds());
        });
        out.println();
    }
}
