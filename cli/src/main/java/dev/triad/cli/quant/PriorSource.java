// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.Version;
import dev.triad.cli.jukebox.PriorLocation;
import dev.triad.core.model.DType;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.jukebox.prior.PackedPrior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.plan.Rule;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.stages.Stage;
import dev.triad.quant.weight.NamePattern;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A prior that is to be packed: its averaged weights, with the lists of artists and genres.
///
/// @param location where it lies
/// @param config its sizes
record PriorSource(PriorLocation location, PriorConfig config) implements PackedSource {
    /// Matrices with fewer weights are not worth a codebook.
    private static final int SMALL = 1 << 14;

    static PriorSource of(Path model) throws IOException {
        var location = PriorLocation.of(model);
        return new PriorSource(location, location.config());
    }

    @Override
    public Path folder() {
        return location.folder();
    }

    @Override
    public Optional<PackedTokenizer> tokenizer() {
        return Optional.empty();
    }

    @Override
    public ModelDescription description(String plan) throws IOException {
        return new ModelDescription(
                PackedPrior.FAMILY,
                List.of(),
                PackedPrior.files(config, location.lists()),
                Map.of("triad", Version.triad(), "plan", plan));
    }

    /// Vectors, small matrices and those that blocks do not fill as F16; positions, whose table is added to
    /// everything, as bytes row by row; codes' tables in one form and all other matrices in another.
    @Override
    public Plan usual(List<PlannedWeight> weights, Form table, Form matrix) {
        var rules = new ArrayList<Rule>();
        var plain = new Form.Dense(DType.F16);
        add(rules, weights, weight -> weight.shape().count() < SMALL, plain);
        add(rules, weights, weight -> weight.name().endsWith("pos_emb"), new Form.Int8(Granularity.CHANNEL));
        add(rules, weights, weight -> isTable(weight) && !fills(weight, table), plain);
        add(rules, weights, weight -> !isTable(weight) && !fills(weight, matrix), plain);
        add(rules, weights, PriorSource::isTable, table);
        rules.add(new Rule(NamePattern.ALL, matrix));
        rules.add(new Rule(NamePattern.ALL, plain));
        return new Plan(rules);
    }

    private static boolean isTable(PlannedWeight weight) {
        return weight.name().endsWith("x_emb.weight");
    }

    private static boolean fills(PlannedWeight weight, Form form) {
        return !(form instanceof Form.Product product) || weight.shape().columns() % product.block() == 0;
    }

    /// A rule for the kinds of matrices that a test is true of, in all layers.
    private static void add(List<Rule> rules, List<PlannedWeight> weights, Predicate<PlannedWeight> test, Form form) {
        var kinds = weights.stream()
                .filter(PlannedWeight::isMatrix)
                .filter(test)
                .map(PlannedWeight::kind)
                .distinct()
                .toList();
        if (!kinds.isEmpty()) rules.add(new Rule(new NamePattern(String.join("|", kinds)), form));
    }

    /// The order of stages that Stock et al. found best for transformers, in a prior's names.
    ///
    /// @param names of the weights that are compressed
    static List<Stage> stages(Collection<String> names) {
        var stages = new ArrayList<>(List.of(
                new Stage("feed-forward", new NamePattern("*.mlp.*")),
                new Stage("embeddings", new NamePattern("*emb*|*x_out.weight")),
                new Stage("conditioner", new NamePattern("conditioner_blocks.*")),
                new Stage("attention", new NamePattern("*.attn.*"))));
        var left = new ArrayList<>(names);
        stages.removeIf(stage -> !left.removeIf(stage.pattern()::matches));
        return stages;
    }

    @Override
    public <T> T read(Use<T> use) throws IOException {
        try (var _ = Scope.open();
                var prior = location.load(Compute.plain())) {
            return use.apply(WeightSource.of(PackedPrior.tensors(prior)));
        }
    }
}
