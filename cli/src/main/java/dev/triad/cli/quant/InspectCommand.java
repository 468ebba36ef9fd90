// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.quant.pack.RelativeError;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triad quant inspect`.
@Command(
        name = "inspect",
        header = "Says where the bytes of a packed model go.",
        description = "Shows how each weight is stored, in how many bytes and bits for each number, what else is in the"
                + " file, and how far its weights are from those of the model that it was made from.",
        footer = {"triad quant inspect sst2.safetensors", "triad quant inspect sst2.safetensors --against sst2/model"})
public final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The packed model.")
    Path file = Path.of("");

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "The model that it was made from: shows the squared error of each weight, as a share of the"
                    + " squared weights.")
    @Nullable
    Path against;

    @Option(names = "--tensors", description = "Lists every weight, not every kind.")
    boolean tensors;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        try (var model = PackedModel.open(file)) {
            var errors = errors(model);
            var content = model.content();
            var layout = content.layout();
            var description = model.description();
            out.printf("%-18s %s%n", "family", description.family());
            if (!description.labels().isEmpty()) {
                out.printf("%-18s %s%n", "labels", String.join(", ", description.labels()));
            }
            out.printf(
                    "%-18s %s%n", "files", String.join(", ", description.files().keySet()));
            out.printf(
                    "%-18s %s%n", "made by", "triad " + description.provenance().getOrDefault("triad", "?"));
            if (!content.aliases().isEmpty()) {
                out.printf("%-18s %d%n", "tied weights", content.aliases().size());
            }
            out.println();
            var table = new KindTable();
            content.weights().forEach((name, weight) -> {
                var shown = new PlannedWeight(tensors ? name : kind(name), weight.shape());
                table.add(shown, weight.scheme(), layout.bytes().getOrDefault(name, 0L), errors.get(name));
            });
            table.print(out);
            outputs(content, out);
            out.println();
            LayoutTable.print(
                    layout,
                    content.weights().values().stream().map(PackedWeight::shape).toList(),
                    out);
        }
        return ExitCode.OK;
    }

    private void outputs(PackedContent content, PrintWriter out) {
        var reaches = PackedOutputs.reaches(content, name -> tensors ? name : kind(name));
        if (reaches.isEmpty()) return;
        int width = reaches.keySet().stream().mapToInt(String::length).max().orElse(0);
        String row = "%-" + Math.max(width, 28) + "s %7s %10s %10s%n";
        out.println();
        out.printf(row, "outputs in 8 bits, by weight", "count", "from", "to");
        reaches.forEach((name, reach) -> out.printf(
                row,
                name,
                reach.count(),
                String.format(Locale.ROOT, "%.3f", reach.lowest()),
                String.format(Locale.ROOT, "%.3f", reach.highest())));
    }

    private static String kind(String name) {
        return new PlannedWeight(name, dev.triad.core.model.packed.WeightShape.of(1)).kind();
    }

    private Map<String, Double> errors(PackedModel model) throws IOException {
        if (against == null) return Map.of();
        return PackedSource.of(against, null).read(weights -> {
            var errors = new HashMap<String, Double>();
            for (var entry : model.content().weights().entrySet()) {
                var dense = weights.tensors().get(entry.getKey());
                if (dense == null
                        || !Arrays.equals(
                                dense.shape(), entry.getValue().shape().toLongs())) {
                    throw new IllegalArgumentException(against + ": has no " + entry.getKey() + " of shape "
                            + entry.getValue().shape() + "; the packed model was made from another one");
                }
                errors.put(entry.getKey(), error(dense, entry.getValue()));
            }
            return errors;
        });
    }

    private static double error(Tensor dense, PackedWeight packed) {
        try (var _ = dev.triad.torch.tensor.Scope.open()) {
            return RelativeError.of(
                    new WeightRows(
                            dense.to(dev.triad.torch.tensor.DType.F32)
                                    .contiguous()
                                    .segment(),
                            packed.shape().rows(),
                            packed.shape().columns()),
                    packed);
        }
    }
}
