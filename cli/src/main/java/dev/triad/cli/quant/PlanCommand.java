// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.model.Destination;
import dev.triad.quant.pack.Packer;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad quant plan`.
@Command(
        name = "plan",
        header = "Plans how small a model becomes.",
        description = {
            "Proposes what becomes of each weight so that the packed model fits a size, or checks a plan made by hand,"
                    + " and says the exact size of the file before anything is packed.",
            "Proposals are measured: each weight is tried in each form, and bytes are spent where the error falls most."
        },
        footer = {
            "triad quant plan --model roberta-base --target 14MB --out plan.yaml",
            "triad quant plan --model roberta-base --plan plan.yaml"
        })
public final class PlanCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model: a folder or a file.")
    Path model;

    @Mixin
    PlanOptions options;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; by default all cores. The result does not depend on them.")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "Takes the tokenizer from another folder than the model's.")
    @Nullable
    Path tokenizer;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the plan into a file.")
    @Nullable
    Path out;

    @Option(names = "--force", description = "Replaces a file of that name.")
    boolean force;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        options.check();
        if (options.texts != null && options.target == null) {
            throw new ParameterException(spec.commandLine(), "--texts needs --target");
        }
        if (out != null) Destination.requireFreeFile(out, force);
        var source = PackedSource.of(model, tokenizer);
        var screen = spec.commandLine().getOut();
        try (var shown = progress.open()) {
            source.read(weights -> {
                var plan = options.of(source, weights, threads, shown);
                var packer = new Packer(weights, plan);
                var layout = packer.layout(PlanOptions.description(source, plan), source.tokenizer());
                var table = new KindTable();
                for (var decision : packer.decisions()) {
                    String name = decision.weight().name();
                    table.add(
                            decision.weight(), decision.scheme(), layout.bytes().getOrDefault(name, 0L), null);
                }
                table.print(screen);
                var shapes = packer.decisions().stream()
                        .map(Decision::weight)
                        .map(weight -> weight.shape())
                        .toList();
                LayoutTable.print(layout, shapes, screen);
                if (out != null) {
                    PlanFile.write(
                            out, plan, List.of("made by triad quant plan; a file of " + layout.fileSize() + " bytes"));
                    screen.println("wrote " + out);
                }
                return layout;
            });
        }
        return ExitCode.OK;
    }
}
