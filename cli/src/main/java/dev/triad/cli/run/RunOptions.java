// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.app.AnswerLines;
import dev.triad.runtime.app.Answering;
import dev.triad.runtime.app.QuestionAnswering;
import dev.triad.runtime.matrix.Tables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The mixin of `triad run …`: which model, how, where texts come from and where answers go.
final class RunOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description = "The model: a packed file, or a folder with one or with config.json and model.safetensors.")
    Path model = Path.of("");

    @Parameters(
            arity = "0..*",
            paramLabel = "TEXT",
            description = "Texts to answer, instead of those of a file or of standard input.")
    List<String> texts = List.of();

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
            description = "Tables of product codes: float (exact, the default) or int8 (faster).")
    @Nullable
    Tables tables;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /// What was asked for.
    RuntimeOptions options() {
        if (input != null && !texts.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "texts and --input exclude each other");
        }
        var options = RuntimeOptions.builder();
        if (threads != null) options.threads(threads);
        if (maxLength != null) options.maxLength(maxLength);
        if (tables != null) options.tables(tables);
        return options.build();
    }

    /// Answers all texts, and closes `answering`.
    void answer(PrintWriter standard, Answering answering) throws IOException {
        var lines = new AnswerLines(Optional.ofNullable(input), json, Optional.ofNullable(output));
        AnswerLines.Target target = some -> {
            standard.print(StandardCharsets.UTF_8.decode(some));
            standard.flush();
        };
        try (answering) {
            if (texts.isEmpty()) {
                lines.all(answering, System.in, target);
            } else {
                boolean pairs = answering instanceof QuestionAnswering && !json;
                lines.texts(answering, pairs ? AnswerLines.pairs(texts) : texts, target);
            }
        }
    }
}
