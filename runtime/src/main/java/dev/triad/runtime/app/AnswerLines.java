// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.core.file.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads texts and writes their answers, in their order, a line of JSON for each.
///
/// @param source what errors call the input
/// @param json whether its lines are JSON
/// @param answering who answers
/// @param target takes the answers of a block as soon as they are there
record AnswerLines(String source, boolean json, Answering answering, Target target) {
    /// Texts that are asked about together at most, when that many are there already.
    private static final int BLOCK = 256;

    /// Takes whole lines.
    @FunctionalInterface
    interface Target {
        void write(ByteBuffer lines) throws IOException;
    }

    /// Answers all lines. A block is what can be had without waiting, so that a program that asks line by line is
    /// answered line by line.
    void all(InputStream in) throws IOException {
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
                    answer(block);
                    block.clear();
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "%s: something after line %d is not UTF-8; convert the text first".formatted(source, number), e);
        }
        answer(block);
    }

    private void answer(List<AskedText> block) throws IOException {
        var lines = new StringBuilder();
        for (var answer : answering.answer(block)) {
            lines.append(new String(Json.line(answer), StandardCharsets.UTF_8)).append('\n');
        }
        target.write(StandardCharsets.UTF_8.encode(lines.toString()));
    }
}
