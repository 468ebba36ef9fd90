// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.matrix.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of `triad run …`: which model, how, where texts come from and where answers go.
final class RunOptions {
    /// Texts that are asked about together at most, when that many are there already.
    private static final int BLOCK = 256;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description = "The model: a packed file, or a folder with one or with config.json and model.safetensors.")
    Path model = Path.of("");

    @Option(names = "--input", paramLabel = "FILE", description = "The file to read; standard input by default.")
    @Nullable
    Path input;

    @Option(
            names = "--json",
            description = "The input is JSON lines with text (and text_pair), question and context, or words, and an"
                    + " optional id, whatever its name says.")
    boolean json;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write, whole or not at all; standard output by default.")
    @Nullable
    Path output;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; by default as many as there are cores.")
    @Nullable
    Integer threads;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            description = "Longest row, special tokens included; by default what the model was fine-tuned with.")
    @Nullable
    Integer maxLength;

    @Option(
            names = "--tables",
            paramLabel = "KIND",
            description = "Lookups of product codes on very short texts: float (exact, the default) or int8 (faster).")
    @Nullable
    Tables tables;

    /// Answers some items.
    @FunctionalInterface
    interface Answerer {
        /// @return an object for each, in order
        List<? extends Map<String, ?>> answer(List<Item> items) throws IOException;
    }

    /// Takes whole lines.
    @FunctionalInterface
    private interface Target {
        void write(String lines) throws IOException;
    }

    /// What was asked for.
    RuntimeOptions options() {
        var options = RuntimeOptions.builder();
        if (threads != null) options.threads(threads);
        if (maxLength != null) options.maxLength(maxLength);
        if (tables != null) options.tables(tables);
        return options.build();
    }

    /// Reads all items and writes their answers, in their order, those of a block as soon as they are there.
    void answer(PrintWriter standard, Answerer answerer) throws IOException {
        if (output == null) {
            read(answerer, lines -> {
                standard.print(lines);
                standard.flush();
            });
            return;
        }
        try (var file = AtomicFile.create(output, Storage.DISK)) {
            read(answerer, lines -> file.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8))));
            file.commit();
        }
    }

    private void read(Answerer answerer, Target target) throws IOException {
        if (input == null) {
            read(System.in, "standard input", json, answerer, target);
            return;
        }
        var name = input.toString().toLowerCase(Locale.ROOT);
        boolean lines = json || name.endsWith(".jsonl") || name.endsWith(".ndjson");
        try (var in = Files.newInputStream(input)) {
            read(in, input.toString(), lines, answerer, target);
        }
    }

    /// A block is what can be had without waiting, so that a program that asks line by line is answered line by line.
    private static void read(InputStream in, String source, boolean json, Answerer answerer, Target target)
            throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        var block = new ArrayList<Item>();
        long number = 0;
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String place = source + ", line " + ++number;
                if (!json || !line.isBlank()) {
                    block.add(json ? Item.ofJson(place, number, line) : Item.ofText(place, number, line));
                }
                if (block.size() == BLOCK || !reader.ready()) {
                    answer(block, answerer, target);
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "%s: something after line %d is not UTF-8; convert the text first".formatted(source, number), e);
        }
        answer(block, answerer, target);
    }

    private static void answer(List<Item> block, Answerer answerer, Target target) throws IOException {
        var lines = new StringBuilder();
        for (var answer : answerer.answer(List.copyOf(block))) {
            lines.append(new String(Json.line(answer), StandardCharsets.UTF_8)).append('\n');
        }
        target.write(lines.toString());
        block.clear();
    }

    /// A place in a text as people count, in code points.
    static int codePoints(String text, int codeUnit) {
        return text.codePointCount(0, codeUnit);
    }
}
