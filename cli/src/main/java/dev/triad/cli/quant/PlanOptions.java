// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.pack.Packer;
import dev.triad.quant.pack.PackingOptions;
import dev.triad.quant.pack.WeightError;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlanFile;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.plan.Planner;
import dev.triad.quant.plan.Sensitivity;
import dev.triad.quant.plan.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which plan, and how codes are found.
final class PlanOptions {
    @Option(
            names = {"--plan", "--config"},
            paramLabel = "FILE",
            description = "A plan: a YAML file with ordered rules.")
    @Nullable
    Path plan;

    @Option(
            names = "--target",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description =
                    "The size that the file must not exceed, such as 14MB or 14MiB: a plan is proposed that fits.")
    @Nullable
    Long target;

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts like those the model will meet, one a line. With --target, a weight counts by how far"
                    + " the model's answers to them move when it alone is compressed, not by its size. Without a task,"
                    + " outputs that a plan wants in 8 bits are calibrated on them.")
    @Nullable
    Path texts;

    @Option(
            names = "--block",
            paramLabel = "N",
            defaultValue = "8",
            description = "Without a plan: weights that are coded together (default: ${DEFAULT-VALUE}).")
    int block;

    @Option(
            names = "--table-block",
            paramLabel = "N",
            description = "Without a plan: the same for the table of tokens; by default --block.")
    @Nullable
    Integer tableBlock;

    @Option(
            names = "--int8-centroids",
            description = "Without a plan: keep centroids as bytes, which halves the codebooks and costs nothing that"
                    + " can be measured.")
    boolean int8Centroids;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "20",
            description = "Iterations of k-means, at most (default: ${DEFAULT-VALUE}).")
    int iterations;

    @Option(
            names = "--legacy-clustering",
            description = "Find clusters as the released code of Fan et al. does, for comparisons: start from blocks"
                    + " drawn with replacement, and keep the codes of the last pass but one.")
    boolean legacyClustering;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of k-means.")
    long seed;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /// Refuses what contradicts itself.
    void check() {
        if (plan != null && target != null) {
            throw new ParameterException(spec.commandLine(), "--plan and --target contradict each other");
        }
        if (iterations < 1) throw new ParameterException(spec.commandLine(), "--iterations must be at least 1");
    }

    /// How codes are found.
    PackingOptions packing(int threads) {
        return new PackingOptions(iterations, key(), threads, manner());
    }

    /// How clusters are found.
    KMeans.Manner manner() {
        return legacyClustering ? KMeans.Manner.LEGACY : KMeans.Manner.CORRECTED;
    }

    private RandomKey key() {
        return RandomKey.of(seed).named("pack");
    }

    /// The plan: from its file, proposed for a size, or the usual one.
    Plan of(PackedSource source, WeightSource weights, int threads, Progress progress) throws IOException {
        if (plan != null) return PlanFile.read(plan);
        if (target != null) {
            var sensitivity = new WeightError(weights, key(), threads);
            if (texts == null) return propose(source, weights, sensitivity, Planner::bySize, progress);
            try (var answers = AnswerImportance.of(source.encoder(), weights, texts, packing(threads))) {
                return propose(source, weights, sensitivity, answers, progress);
            }
        }
        return source.usual(weights.weights(), product(tableBlock == null ? block : tableBlock), product(block));
    }

    /// What was asked for, by name.
    SequencedMap<String, Object> describe() throws IOException {
        var described = new LinkedHashMap<String, Object>();
        if (plan != null) described.put("plan", Files.readString(plan));
        else if (target != null) described.put("target", target);
        else described.put("blocks", List.of((long) block, (long) (tableBlock == null ? block : tableBlock)));
        if (texts != null) described.put("texts", texts.toString());
        if (legacyClustering) described.put("legacy_clustering", true);
        if (int8Centroids) described.put("int8_centroids", true);
        return described;
    }

    private Plan propose(
            PackedSource source,
            WeightSource weights,
            Sensitivity sensitivity,
            ToDoubleFunction<PlannedWeight> importance,
            Progress progress) {
        long size = target == null ? Long.MAX_VALUE : target;
        return Planner.propose(
                weights.weights(),
                size,
                sensitivity,
                importance,
                proposed -> size(source, weights, proposed),
                progress);
    }

    private Form product(int length) {
        return new Form.Product(length, 256, int8Centroids ? DType.I8 : DType.F16, Sharing.PRIVATE, false);
    }

    /// What the file says beside its weights when it is made by a plan.
    static ModelDescription description(PackedSource source, Plan plan) throws IOException {
        return source.description(PlanFile.text(plan, List.of()));
    }

    private static long size(PackedSource source, WeightSource weights, Plan plan) {
        try {
            return new Packer(weights, plan)
                    .layout(description(source, plan), source.tokenizer())
                    .fileSize();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
