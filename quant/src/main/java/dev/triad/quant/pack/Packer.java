// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedLayout;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.WeightScheme;
import dev.triad.core.progress.Progress;
import dev.triad.quant.cluster.Clustering;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.weight.WeightRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Packs a model as a plan says.
public final class Packer {
    private final WeightSource source;
    private final List<Decision> decisions;
    private final Map<String, KnownCodes> known;

    /// Decides about every weight.
    ///
    /// @throws IllegalArgumentException when the plan does not fit the model
    public Packer(WeightSource source, Plan plan) {
        this(source, plan, Map.of());
    }

    /// Decides about every weight of a model that was trained with product codes. They are taken as they are
    /// where the plan wants codes of their form and the weights are still what they stand for.
    ///
    /// @param known the codes by the names of weights
    /// @throws IllegalArgumentException when the plan does not fit the model
    public Packer(WeightSource source, Plan plan, Map<String, KnownCodes> known) {
        this.source = source;
        this.known = Map.copyOf(known);
        decisions = plan.decide(source.weights());
    }

    /// What becomes of every weight.
    public List<Decision> decisions() {
        return decisions;
    }

    /// How the file will be laid out, to the byte, before anything is computed.
    public PackedLayout layout(ModelDescription description, Optional<PackedTokenizer> tokenizer) {
        var layout = PackedLayout.builder(description);
        tokenizer.ifPresent(layout::tokenizer);
        var schemes = schemes();
        for (var decision : decisions) {
            var weight = decision.weight();
            layout.weight(weight.name(), weight.shape(), schemes.getOrDefault(weight.name(), decision.scheme()));
        }
        source.aliases().forEach(layout::alias);
        return layout.build();
    }

    /// How each weight is stored. A codebook that nobody else uses is its weight's own.
    private Map<String, WeightScheme> schemes() {
        var users = new HashMap<String, Integer>();
        for (var decision : decisions) {
            if (decision.scheme() instanceof WeightScheme.Product product) {
                product.codebook().ifPresent(name -> users.merge(name, 1, Integer::sum));
            }
        }
        var schemes = new HashMap<String, WeightScheme>();
        for (var decision : decisions) {
            var scheme = decision.scheme();
            if (scheme instanceof WeightScheme.Product product
                    && product.codebook().isPresent()
                    && users.getOrDefault(product.codebook().get(), 0) == 1) {
                scheme = new WeightScheme.Product(
                        product.block(),
                        product.centroids(),
                        product.type(),
                        product.layout(),
                        Optional.empty(),
                        product.rowScale());
            }
            schemes.put(decision.weight().name(), scheme);
        }
        return schemes;
    }

    /// Computes all codes and codebooks. The same weights, plan and options give the same content. Grids of
    /// layers' outputs, where the plan wants them, are left to [PackedOutputs#calibrate].
    ///
    /// @throws IllegalArgumentException when a weight has numbers that are none, or that its form cannot hold
    public PackedResult pack(
            ModelDescription description,
            Optional<PackedTokenizer> tokenizer,
            PackingOptions options,
            Progress progress) {
        var packed = new TreeMap<String, PackedWeight>();
        var parameters = new TreeMap<String, PackedParameter>();
        long all = decisions.stream()
                .mapToLong(decision -> decision.weight().shape().count())
                .sum();
        try (var task = progress.start("packing", all, "weights")) {
            for (var group : groups().entrySet()) {
                task.note(group.getKey());
                pack(group.getKey(), group.getValue(), options, packed, parameters);
                for (var decision : group.getValue()) {
                    task.advance(decision.weight().shape().count());
                }
            }
        }
        var content = new PackedContent(description, tokenizer, packed, source.aliases());
        return new PackedResult(content, List.copyOf(parameters.values()));
    }

    /// Weights that are coded together, under the name of their codebook or their own.
    private SequencedMap<String, List<Decision>> groups() {
        var schemes = schemes();
        var groups = new LinkedHashMap<String, List<Decision>>();
        for (var decision : decisions) {
            String name = decision.weight().name();
            String group = schemes.get(name) instanceof WeightScheme.Product product
                    ? product.codebook().orElse(name)
                    : name;
            groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(decision);
        }
        return groups;
    }

    private void pack(
            String name,
            List<Decision> group,
            PackingOptions options,
            Map<String, PackedWeight> packed,
            Map<String, PackedParameter> parameters) {
        var rows =
                group.stream().map(decision -> source.rows(decision.weight())).toList();
        var coded = switch (group.getFirst().form()) {
            case Form.Dense(var dtype) -> List.of(dense(group.getFirst().weight(), dtype, rows.getFirst()));
            case Form.Int8 int8 ->
                List.of(AffineCoder.int8(name, group.getFirst().weight().shape(), rows.getFirst(), int8.grids()));
            case Form.Int4(var grids) ->
                List.of(AffineCoder.int4(name, group.getFirst().weight().shape(), rows.getFirst(), grids));
            case Form.Product _ -> product(name, group, rows, options);
        };
        for (int i = 0; i < group.size(); i++) {
            var weight = group.get(i).weight();
            PackedWeight code = coded.get(i);
            packed.put(weight.name(), code);
            parameters.put(
                    weight.name(), new PackedParameter(weight, code.scheme(), RelativeError.of(rows.get(i), code)));
        }
    }

    private static DenseWeight dense(PlannedWeight weight, dev.triad.core.model.DType dtype, WeightRows rows) {
        try {
            return DenseWeight.of(weight.shape(), dtype, rows.toArray());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(weight.name() + ": " + e.getMessage(), e);
        }
    }

    private List<? extends PackedWeight> product(
            String name, List<Decision> group, List<WeightRows> rows, PackingOptions options) {
        var schemes = schemes();
        var products = group.stream()
                .map(decision -> (WeightScheme.Product)
                        schemes.getOrDefault(decision.weight().name(), decision.scheme()))
                .toList();
        var weights = group.stream().map(Decision::weight).toList();
        var trained = trained(weights, products.getFirst(), rows);
        if (!trained.isEmpty()) {
            return ProductCoder.code(
                    weights,
                    products,
                    trained.stream()
                            .map(each -> each.rowScales().map(Packer::halves))
                            .toList(),
                    together(trained));
        }
        var first = products.getFirst();
        var scales = new ArrayList<Optional<float[]>>();
        var blocks = new float
                [Math.toIntExact(rows.stream().mapToLong(WeightRows::count).sum())];
        int from = 0;
        for (int i = 0; i < rows.size(); i++) {
            var values = rows.get(i).toArray();
            scales.add(
                    products.get(i).rowScale()
                            ? Optional.of(RowScales.divide(values, rows.get(i).columns()))
                            : Optional.empty());
            System.arraycopy(values, 0, blocks, from, values.length);
            from += values.length;
        }
        var clustering = KMeans.run(
                name,
                WeightRows.of(blocks, first.block()),
                first.block(),
                first.centroids(),
                options.iterations(),
                options.manner(),
                options.key().named(name),
                options.threads());
        return ProductCoder.code(weights, products, scales, clustering);
    }

    /// The codes that weights were trained with, one for each, or none if they cannot be taken as they are.
    private List<KnownCodes> trained(List<PlannedWeight> weights, WeightScheme.Product form, List<WeightRows> rows) {
        var trained = new ArrayList<KnownCodes>();
        for (int i = 0; i < weights.size(); i++) {
            var codes = known(weights.get(i).name());
            boolean usable = codes.isPresent()
                    && codes.get().block() == form.block()
                    && codes.get().centroids().length <= form.centroids() * form.block()
                    && codes.get().rowScales().isPresent() == form.rowScale()
                    && (i == 0 || codes.get().sharesCentroids(trained.getFirst()))
                    && codes.get().decodeTo(rows.get(i));
            if (!usable) return List.of();
            trained.add(codes.get());
        }
        return trained;
    }

    /// By the name of the weight, or of one that is tied to it.
    private Optional<KnownCodes> known(String weight) {
        var own = known.get(weight);
        if (own != null) return Optional.of(own);
        return source.aliases().entrySet().stream()
                .filter(alias -> alias.getValue().equals(weight))
                .flatMap(alias -> Optional.ofNullable(known.get(alias.getKey())).stream())
                .findFirst();
    }

    private static Clustering together(List<KnownCodes> trained) {
        var first = trained.getFirst();
        var codes =
                new byte[trained.stream().mapToInt(each -> each.codes().length).sum()];
        int from = 0;
        for (var each : trained) {
            System.arraycopy(each.codes(), 0, codes, from, each.codes().length);
            from += each.codes().length;
        }
        var populations = new long[first.centroids().length / first.block()];
        for (byte code : codes) populations[code & 0xFF]++;
        return new Clustering(first.block(), first.centroids(), codes, populations, new double[0], 0, 0);
    }

    private static float[] halves(float[] scales) {
        var halves = new float[scales.length];
        for (int i = 0; i < halves.length; i++) halves[i] = Float.float16ToFloat(Float.floatToFloat16(scales[i]));
        return halves;
    }
}
