// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.bench.PeerProcess;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One of those that are compared, started in processes of its own.
///
/// @param name as tables show it
/// @param file the model that it opens, whose size counts
/// @param command what starts it; behind it come threads, repeats, batches, lengths and seconds of warming up
record Rival(String name, Path file, List<String> command) {
    /// A batch of sequences.
    record Shape(int batch, int length) {}

    /// What it took.
    record Figure(double milliseconds, double residentMegabytes) {
        double tokensPerSecond(Shape shape) {
            return shape.batch() * shape.length() / milliseconds * 1000;
        }
    }

    /// A Java program with nothing on its class path but what it needs.
    ///
    /// @param members classes of the jars that it needs
    static Rival java(String name, String engine, Path model, Path size, List<String> flags, Class<?>... members)
            throws IOException {
        var jars = new ArrayList<String>();
        for (var member : members) {
            try {
                jars.add(Path.of(member.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), Contender.class.getName(), engine));
        command.add(model.toString());
        return new Rival(name, size, command);
    }

    /// Seconds from its start to its first answer: the median of some starts.
    double firstAnswer(int threads, int starts) throws IOException {
        var seconds = new double[starts];
        for (int i = 0; i < starts; i++) seconds[i] = run(threads, 1, "1", "16", 0, new LinkedHashMap<>());
        Arrays.sort(seconds);
        return seconds[starts / 2];
    }

    /// Medians of all shapes.
    Map<Shape, Figure> measure(int threads, int repeats, List<Integer> batches, List<Integer> lengths, double warmUp)
            throws IOException {
        var figures = new LinkedHashMap<Shape, Figure>();
        run(threads, repeats, joined(batches), joined(lengths), warmUp, figures);
        return figures;
    }

    private static String joined(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    /// @return seconds to the first answer
    private double run(
            int threads, int repeats, String batches, String lengths, double warmUp, Map<Shape, Figure> figures)
            throws IOException {
        var all = new ArrayList<>(command);
        all.addAll(List.of(String.valueOf(threads), String.valueOf(repeats), batches, lengths, String.valueOf(warmUp)));
        long began = System.nanoTime();
        var first = new double[1];
        PeerProcess.run(all, line -> {
            if (line.equals("first")) {
                first[0] = (System.nanoTime() - began) / 1e9;
                return;
            }
            var words = line.split(" ");
            figures.put(
                    new Shape(Integer.parseInt(words[0]), Integer.parseInt(words[1])),
                    new Figure(Double.parseDouble(words[2]), Double.parseDouble(words[3])));
        });
        return first[0];
    }

    double megabytes() throws IOException {
        return Files.size(file) / 1e6;
    }
}
