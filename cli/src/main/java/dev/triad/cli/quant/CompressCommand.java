// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.model.Destination;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.quant.pack.Packer;
import dev.triad.quant.plan.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad quant compress`.
@Command(
        name = "compress",
        header = "Packs a model into one small file.",
        description = {
            "Stores each weight as a plan says and writes one safetensors file with the configuration, the labels and"
                    + " the tokenizer inside. Without --plan and --target, matrices become product codes over blocks of"
                    + " --block weights.",
            "The same model, plan and seed give the same bytes."
        },
        footer = {
            "triad quant compress --model sst2/model --no-finetune --target 2MB --out sst2.safetensors",
            "triad quant compress --model sst2/model --no-finetune --plan plan.yaml --out sst2.safetensors"
        })
public final class CompressCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model: a folder or a file.")
    Path model;

    @Mixin
    PlanOptions options;

    @Option(names = "--no-finetune", description = "Computes codes from the weights as they are, without any data.")
    boolean noFinetune;

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "Takes the tokenizer from another folder than the model's.")
    @Nullable
    Path tokenizer;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
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
        if (!noFinetune) {
            throw new ParameterException(
                    spec.commandLine(),
                    "compress does not train the model any further: say so with --no-finetune, or train it stage by stage"
                            + " first with triad electra finetune --compress-stages");
        }
        Destination.requireFreeFile(out, force);
        var source = PackedSource.of(model, tokenizer);
        var screen = spec.commandLine().getOut();
        try (var shown = progress.open()) {
            source.read(weights -> {
                var plan = options.of(source, weights, shown);
                var packer = new Packer(weights, plan);
                var result = packer.pack(
                        PlanOptions.description(source, plan), source.tokenizer(), options.packing(), shown);
                var layout = PackedModelWriter.write(out, result.content());
                var table = new KindTable();
                for (var parameter : result.parameters()) {
                    long bytes = layout.bytes().getOrDefault(parameter.weight().name(), 0L);
                    table.add(parameter.weight(), parameter.scheme(), bytes, parameter.relativeError());
                }
                table.print(screen);
                var shapes = packer.decisions().stream()
                        .map(Decision::weight)
                        .map(weight -> weight.shape())
                        .toList();
                LayoutTable.print(layout, shapes, screen);
                screen.printf("wrote %s, %d bytes%n", out, Files.size(out));
                return layout;
            });
        }
        return ExitCode.OK;
    }
}
