// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.cluster.Clustering;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.pack.RowScales;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.Form;
import dev.triad.quant.product.Codebook;
import dev.triad.quant.product.CodedWeight;
import dev.triad.quant.product.RoundedWeight;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Compresses the weights of one stage in place: codes and codebooks, or grids, stand between each master weight
/// and the layers from then on. What was found can be kept in a file, because finding it again later would start
/// from other weights.
final class StageCompression {
    private final Map<String, Parameter> parameters;
    private final List<Decision> decisions;
    private final StageSettings settings;
    private final int threads;
    private final SequencedMap<String, CodedWeight> coded = new LinkedHashMap<>();

    /// Blocks of weights that share a codebook, rows freed of their sizes where that is wanted.
    ///
    /// @param scales what the rows of each weight were divided by; empty if nothing
    private record Blocks(List<WeightRows> rows, List<Optional<float[]>> scales) {}

    /// @param parameters of the model, by name
    /// @param decisions about the weights of the stage
    StageCompression(Map<String, Parameter> parameters, List<Decision> decisions, StageSettings settings, int threads) {
        this.parameters = parameters;
        this.decisions = decisions;
        this.settings = settings;
        this.threads = threads;
    }

    /// Finds codes and grids for the weights as they are.
    ///
    /// @return the coded weights by name; they have native memory of their own
    SequencedMap<String, CodedWeight> find(RandomKey key) {
        for (var group : groups().entrySet()) {
            if (!(group.getValue().getFirst().form() instanceof Form.Product form)) {
                group.getValue().forEach(this::round);
                continue;
            }
            try (var _ = Scope.open()) {
                var blocks = blocks(group.getValue(), form);
                var found = cluster(group.getKey(), blocks.rows(), form, key.named(group.getKey()));
                install(group.getValue(), found.codes(), found.centroids(), form.block(), blocks.scales());
            }
        }
        return coded;
    }

    /// Takes over what [#write] wrote.
    SequencedMap<String, CodedWeight> read(Path file) throws IOException {
        try (var _ = Scope.open();
                var opened = TensorFile.open(file)) {
            var tensors = opened.tensors();
            for (var group : groups().entrySet()) {
                var first = group.getValue().getFirst();
                if (first.form() instanceof Form.Product form) {
                    var codes = new ArrayList<byte[]>();
                    var scales = new ArrayList<Optional<float[]>>();
                    for (var decision : group.getValue()) {
                        codes.add(bytes(required(file, tensors, name(decision, "codes"))));
                        scales.add(
                                form.rowScale()
                                        ? Optional.of(required(file, tensors, name(decision, "row_scale"))
                                                .toFloats())
                                        : Optional.empty());
                    }
                    var centroids =
                            required(file, tensors, name(first, "centroids")).toFloats();
                    install(group.getValue(), join(codes), centroids, form.block(), scales);
                } else {
                    for (var decision : group.getValue()) {
                        round(decision);
                        parameter(decision)
                                .transform()
                                .load(Map.of(
                                        "scales", required(file, tensors, name(decision, "scales")),
                                        "zeros", required(file, tensors, name(decision, "zeros"))));
                    }
                }
            }
            return coded;
        }
    }

    /// Keeps what was found.
    void write(Path file) throws IOException {
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            for (var decision : decisions) {
                parameter(decision)
                        .transform()
                        .state()
                        .forEach((suffix, tensor) -> tensors.put(name(decision, suffix), tensor));
            }
            TensorFile.write(file, Map.of(), tensors);
        }
    }

    private static String name(Decision decision, String suffix) {
        return decision.weight().name() + "." + suffix;
    }

    private static Tensor required(Path file, Map<String, Tensor> tensors, String name) throws IOException {
        var tensor = tensors.get(name);
        if (tensor == null) throw new IOException(file + " has no " + name + "; was it made by another plan?");
        return tensor;
    }

    /// Weights that share a codebook, under its name; all others alone.
    private SequencedMap<String, List<Decision>> groups() {
        var groups = new LinkedHashMap<String, List<Decision>>();
        for (var decision : decisions) {
            var name = decision.form() instanceof Form.Product form
                    ? form.scheme(decision.weight())
                            .codebook()
                            .orElse(decision.weight().name())
                    : decision.weight().name();
            groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(decision);
        }
        return groups;
    }

    private Parameter parameter(Decision decision) {
        var parameter = parameters.get(decision.weight().name());
        if (parameter == null)
            throw new IllegalArgumentException(
                    "there is no weight " + decision.weight().name());
        return parameter;
    }

    private void round(Decision decision) {
        var parameter = parameter(decision);
        switch (decision.form()) {
            case Form.Int8 int8 -> parameter.transform(new RoundedWeight(parameter, 8, int8.grids()));
            case Form.Int4(var grids) -> parameter.transform(new RoundedWeight(parameter, 4, grids));
            case Form.Dense _, Form.Product _ -> throw new IllegalStateException(decision + " has no grids");
        }
    }

    private Blocks blocks(List<Decision> group, Form.Product form) {
        var rows = new ArrayList<WeightRows>();
        var scales = new ArrayList<Optional<float[]>>();
        for (var decision : group) {
            var its = WeightRows.of(parameter(decision));
            if (form.rowScale()) {
                var values = its.toArray();
                scales.add(Optional.of(RowScales.divide(values, its.columns())));
                its = WeightRows.of(values, its.columns());
            } else {
                scales.add(Optional.empty());
            }
            rows.add(its);
        }
        return new Blocks(rows, scales);
    }

    private Clustering cluster(String name, List<WeightRows> rows, Form.Product form, RandomKey key) {
        int columns = rows.stream().mapToInt(WeightRows::columns).distinct().count() == 1
                ? rows.getFirst().columns()
                : form.block(); // blocks are all that counts
        var all = rows.size() == 1 ? rows.getFirst() : join(rows, columns);
        return KMeans.run(
                name, all, form.block(), form.centroids(), settings.iterations(), settings.manner(), key, threads);
    }

    private static WeightRows join(List<WeightRows> rows, int columns) {
        long count = rows.stream().mapToLong(WeightRows::count).sum();
        var values = new float[Math.toIntExact(count)];
        int at = 0;
        for (var each : rows) {
            var its = each.toArray();
            System.arraycopy(its, 0, values, at, its.length);
            at += its.length;
        }
        return WeightRows.of(values, columns);
    }

    private static byte[] join(List<byte[]> pieces) {
        var all = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private static byte[] bytes(Tensor codes) {
        var numbers = codes.toInts();
        var bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) numbers[i];
        return bytes;
    }

    private void install(
            List<Decision> group, byte[] codes, float[] centroids, int block, List<Optional<float[]>> scales) {
        var populations = new long[centroids.length / block];
        for (byte code : codes) populations[code & 0xFF]++;
        var device = parameter(group.getFirst()).master().device();
        var codebook = new Codebook(centroids, block, populations, settings.gradient(), device);
        int from = 0;
        for (int i = 0; i < group.size(); i++) {
            var parameter = parameter(group.get(i));
            int to = from + Math.toIntExact(parameter.count() / block);
            var weight = new CodedWeight(
                    parameter,
                    Arrays.copyOfRange(codes, from, to),
                    codebook,
                    from == 0,
                    scales.get(i).orElse(null));
            parameter.transform(weight);
            coded.put(group.get(i).weight().name(), weight);
            from = to;
        }
    }
}
