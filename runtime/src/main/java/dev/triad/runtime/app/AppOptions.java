// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.Pooling;
import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.matrix.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was typed, under the names that `triad run` has for it.
///
/// @param model the model
/// @param runtime how it is run
/// @param input the file to read; empty for standard input
/// @param output the file to write; empty for standard output
/// @param json whether the input is lines of JSON
/// @param pooling of vectors
/// @param candidates tokens for each mask
/// @param threshold the no-answer score above which a question has no answer
/// @param texts what to answer instead of a file
/// @param wanted what to do
record AppOptions(
        Path model,
        RuntimeOptions runtime,
        Optional<Path> input,
        Optional<Path> output,
        boolean json,
        Pooling pooling,
        int candidates,
        OptionalDouble threshold,
        List<String> texts,
        Wanted wanted) {
    /// What to do.
    enum Wanted {
        ANSWERS,
        HELP,
        /// A line that the model can answer.
        EXAMPLE
    }

    static final String MODEL = "--model";
    static final String EXAMPLE = "--example";

    /// Reads a command line.
    ///
    /// @throws Misuse when it makes no sense
    static AppOptions parse(String... arguments) throws Misuse {
        var typed = new Typed();
        var words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            typed.take(words.next(), words);
        }
        return typed.options();
    }

    /// A wrong command line; the message says what is wrong with it.
    static final class Misuse extends Exception {
        Misuse(String message) {
            super(message);
        }
    }

    private static final class Typed {
        private Path model = Path.of("");
        private final RuntimeOptions.Builder runtime = RuntimeOptions.builder();
        private Optional<Path> input = Optional.empty();
        private Optional<Path> output = Optional.empty();
        private boolean json;
        private Pooling pooling = Pooling.MEAN;
        private int candidates = 5;
        private OptionalDouble threshold = OptionalDouble.empty();
        private final List<String> texts = new ArrayList<>();
        private Wanted wanted = Wanted.ANSWERS;

        /// Takes `--name value` or `--name=value`.
        void take(String word, Iterator<String> rest) throws Misuse {
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            switch (name) {
                case "--help", "-h" -> wanted = Wanted.HELP;
                case EXAMPLE -> wanted = Wanted.EXAMPLE;
                case "--json" -> json = true;
                case MODEL,
                        "--input",
                        "--output",
                        "--threads",
                        "--max-length",
                        "--tables",
                        "--pooling",
                        "--candidates",
                        "--no-answer-threshold" -> {
                    if (equals < 0 && !rest.hasNext()) {
                        throw new Misuse(name + " needs a value");
                    }
                    value(name, equals < 0 ? rest.next() : word.substring(equals + 1));
                }
                default -> {
                    if (word.startsWith("-")) {
                        throw new Misuse("'" + word + "' is not known");
                    }
                    texts.add(word);
                }
            }
        }

        private void value(String name, String value) throws Misuse {
            try {
                switch (name) {
                    case MODEL -> model = Path.of(value);
                    case "--input" -> input = Optional.of(Path.of(value));
                    case "--output" -> output = Optional.of(Path.of(value));
                    case "--threads" -> runtime.threads(Integer.parseInt(value));
                    case "--max-length" -> runtime.maxLength(Integer.parseInt(value));
                    case "--tables" -> runtime.tables(Tables.valueOf(value.toUpperCase(Locale.ROOT)));
                    case "--pooling" -> pooling = Pooling.valueOf(value.toUpperCase(Locale.ROOT));
                    case "--candidates" -> candidates = Integer.parseInt(value);
                    default -> threshold = OptionalDouble.of(Double.parseDouble(value));
                }
            } catch (IllegalArgumentException _) { // no number, no such kind, no path
                throw new Misuse("'" + value + "' is no value for " + name);
            }
        }

        AppOptions options() throws Misuse {
            if (input.isPresent() && !texts.isEmpty()) {
                throw new Misuse("texts and --input exclude each other");
            }
            return new AppOptions(
                    model,
                    runtime.build(),
                    input,
                    output,
                    json,
                    pooling,
                    candidates,
                    threshold,
                    List.copyOf(texts),
                    wanted);
        }
    }

    /// What can be typed.
    ///
    /// @param program the program's name
    static String help(Task task, String program) {
        var help = new StringBuilder("""
                Usage: %s [OPTION]... [TEXT]...
                Answers texts, else those of a file or of standard input: a line of text or JSON goes in, a line of
                JSON comes out, in the same order and as soon as it is known.%s

                  --input FILE         the file to read
                  --output FILE        the file to write, whole or not at all
                  --json               the input is JSON lines with text (and text_pair), question and context, or
                                       words, and an optional id; files called .jsonl are
                  --threads N          threads that compute; by default as many as there are cores
                  --max-length TOKENS  longest row, special tokens included
                  --tables KIND        tables of product codes: float (exact) or int8 (faster)
                """.formatted(
                program, task == Task.ANSWER ? " A question comes before its text, in lines with a tab between." : ""));
        switch (task) {
            case EMBED -> help.append("  --pooling KIND       how vectors of tokens become one: mean or first\n");
            case FILL -> help.append("  --candidates N       tokens for each mask; 5 by default\n");
            case ANSWER ->
                help.append("  --no-answer-threshold SCORE\n")
                        .append("                       questions with a higher no-answer score get no answer\n");
            case CLASSIFY, TAG, DETECT -> {}
        }
        return help.append("\nExample:\n  %s --input texts.txt --output answers.jsonl\n".formatted(program))
                .toString();
    }
}
