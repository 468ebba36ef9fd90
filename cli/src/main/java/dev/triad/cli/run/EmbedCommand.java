// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import dev.triad.cli.console.ExitCode;
import dev.triad.runtime.Pooling;
import dev.triad.runtime.TextEncoder;
import dev.triad.runtime.app.Embedding;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad run embed`.
@Command(
        name = "embed",
        header = "Turns texts into vectors.",
        description = "Writes the vector of each text: the mean of its tokens' vectors, or that of the first token. Any"
                + " model will do; its head is left aside.",
        footer = {
            "triad run embed --model encoder.safetensors --input sentences.txt --output vectors.jsonl",
            "triad run embed --model encoder --pooling first < sentences.txt"
        })
public final class EmbedCommand implements Callable<Integer> {
    @Mixin
    RunOptions run = new RunOptions();

    @Option(
            names = "--pooling",
            paramLabel = "KIND",
            defaultValue = "mean",
            description = "How the vectors of tokens become one: mean or first; default ${DEFAULT-VALUE}.")
    Pooling pooling = Pooling.MEAN;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        run.answer(spec.commandLine().getOut(), new Embedding(TextEncoder.open(run.model, run.options(), pooling)));
        return ExitCode.OK;
    }
}
