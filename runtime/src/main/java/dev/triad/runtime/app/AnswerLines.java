// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where texts come from and where their answers go, in the texts' order, a line of JSON for each.
///
/// @param input the file to read; empty for a stream
/// @param json whether its lines are JSON, whatever its name says
/// @param output the file to write, whole or not at all; empty for whoever takes the lines
public record AnswerLines(Optional<Path> input, boolean json, Optional<Path> output) {
    /// Texts that are asked about together at most, when that many are there already.
    private static final int BLOCK = 256;

    /// Takes whole lines.
    @FunctionalInterface
    public interface Target {
        void write(ByteBuffer lines) throws IOException;
    }

    /// Answers all lines.
    ///
    /// @param answering who answers; stays open
    /// @param stream what is read where no file is named
    /// @param target takes the answers where no file is named, those of a block as soon as they are there
    /// @throws IOException that names the line that cannot be read or answered
    public void all(Answering answering, InputStream stream, Target target) throws IOException {
        write(target, lines -> read(answering, stream, lines));
    }

    /// Answers texts that were given one by one, instead of those of a file.
    ///
    /// @param texts each as a line would have it, or as JSON
    /// @throws IOException that names the text that cannot be answered
    public void texts(Answering answering, List<String> texts, Target target) throws IOException {
        var asked = new ArrayList<AskedText>();
        for (String text : texts) {
            long number = asked.size() + 1L;
            String place = "text " + number;
            asked.add(json ? AskedText.ofJson(place, number, text) : AskedText.ofText(place, number, text));
        }
        write(target, lines -> answer(answering, asked, lines));
    }

    /// Questions and the texts to look in, given in turn, each pair as a line has it. Lines stay as they are.
    ///
    /// @throws IllegalArgumentException when the last question has no text
    public static List<String> pairs(List<String> texts) {
        if (texts.stream().anyMatch(text -> text.indexOf('\t') >= 0)) {
            return texts;
        }
        if (texts.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    "question '" + texts.getLast() + "' has no text to look in; give it behind the question");
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < texts.size(); i += 2) {
            lines.add(texts.get(i) + "\t" + texts.get(i + 1));
        }
        return lines;
    }

    private interface Work {
        void into(Target target) throws IOException;
    }

    private void write(Target target, Work work) throws IOException {
        if (output.isEmpty()) {
            work.into(target);
            return;
        }
        try (var file = AtomicFile.create(output.get(), Storage.DISK)) {
            work.into(file::write);
            file.commit();
        }
    }

    private void read(Answering answering, InputStream stream, Target target) throws IOException {
        if (input.isEmpty()) {
            read(answering, stream, "standard input", json, target);
            return;
        }
        var name = input.get().toString();
        var small = name.toLowerCase(Locale.ROOT);
        try (var lines = Files.newInputStream(input.get())) {
            read(answering, lines, name, json || small.endsWith(".jsonl") || small.endsWith(".ndjson"), target);
        }
    }

    /// A block is what can be had without waiting, so that a program that asks line by line is answered line by line.
    private static void read(Answering answering, InputStream in, String source, boolean json, Target target)
            throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        var block = new ArrayList<AskedText>();
        long number = 0;
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String place = source + ", line " + ++number;
                if (!json || !line.isBlank()) {
                    block.add(json ? AskedText.ofJson(place, number, line) : AskedText.ofText(place, number, line));
                }
                if (block.size() == BLOCK || !reader.ready()) {
                    answer(answering, block, target);
                    block.clear();
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "%s: something after line %d is not UTF-8; convert the text first".formatted(source, number), e);
        }
        answer(answering, block, target);
    }

    private static void answer(Answering answering, List<AskedText> block, Target target) throws IOException {
        var lines = new StringBuilder();
        for (var answer : answering.answer(block)) {
            lines.append(new String(Json.line(answer), StandardCharsets.UTF_8)).append('\n');
        }
        target.write(StandardCharsets.UTF_8.encode(lines.toString()));
    }
}
