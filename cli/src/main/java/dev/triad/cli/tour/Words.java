// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a command's words together.
final class Words {
    private final Path folder;
    private final List<String> words = new ArrayList<>();

    /// @param folder what `@` stands for: `@shards` is the place `shards` in it
    /// @param command the first words, with spaces between
    Words(Path folder, String command) {
        this.folder = folder;
        and(command);
    }

    /// More words, with spaces between.
    Words and(String more) {
        for (String word : more.strip().split("\\s+", -1)) {
            words.add(word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word);
        }
        return this;
    }

    /// An option with a value, which may hold anything.
    Words with(String option, Object value) {
        words.add(option);
        words.add(text(value));
        return this;
    }

    /// A setting of a run.
    Words set(String name, Object value) {
        return with("--set", name + "=" + text(value));
    }

    /// An argument that may hold anything.
    Words say(String argument) {
        words.add(argument);
        return this;
    }

    private static String text(Object value) {
        // four digits are enough for what follows from a measured pace
        if (value instanceof Double number) {
            return new BigDecimal(number, new MathContext(4))
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return value.toString();
    }

    List<String> list() {
        return List.copyOf(words);
    }
}
