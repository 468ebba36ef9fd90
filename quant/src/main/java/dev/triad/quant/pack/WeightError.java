// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.cluster.Clustering;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.plan.Sensitivity;
import dev.triad.quant.scalar.Grids;
import dev.triad.quant.weight.WeightRows;
import org.jspecify.annotations.Nullable;

/// Sensitivity without data: the squared error of a weight as a share of the squared weights, which is also the
/// share of noise in the layer's output where inputs are alike. It is measured on some rows of each weight,
/// evenly chosen.
public final class WeightError implements Sensitivity {
    /// Weights that are looked at: of blocks of 8 that is 64 for each of 256 centroids.
    private static final int SAMPLE = 1 << 17;

    private static final int ITERATIONS = 6;

    private final WeightSource source;
    private final RandomKey key;
    private final int threads;
    private @Nullable Sample last;

    /// What is looked at of a weight.
    private record Sample(PlannedWeight weight, WeightRows rows) {}

    /// @param key of the draws of k-means
    public WeightError(WeightSource source, RandomKey key, int threads) {
        this.source = source;
        this.key = key;
        this.threads = threads;
    }

    @Override
    public double harm(PlannedWeight weight, Form form) {
        var sample = sample(weight);
        return switch (form) {
            case Form.Dense _ -> 0;
            case Form.Int8 int8 ->
                share(sample, Grids.fit(weight.name(), sample, 8, int8.grids()).meanSquaredError(sample));
            case Form.Int4(var grids) ->
                share(sample, Grids.fit(weight.name(), sample, 4, grids).meanSquaredError(sample));
            case Form.Product product ->
                product.rowScale()
                        ? scaledHarm(weight, product, sample)
                        : cluster(weight, product, sample).relativeError();
        };
    }

    private Clustering cluster(PlannedWeight weight, Form.Product product, WeightRows sample) {
        long blocks = sample.count() / product.block();
        return KMeans.run(
                weight.name(),
                sample,
                product.block(),
                (int) Math.min(product.centroids(), blocks),
                ITERATIONS,
                key.named(weight.name()),
                threads);
    }

    /// The error in the weight, of whose rows the codes have been freed of their sizes.
    private double scaledHarm(PlannedWeight weight, Form.Product product, WeightRows sample) {
        int columns = sample.columns();
        var values = sample.toArray();
        var scales = RowScales.divide(values, columns);
        var decoded = cluster(weight, product, WeightRows.of(values, columns)).decode();
        double error = 0;
        double norm = 0;
        for (int i = 0; i < values.length; i++) {
            double scale = scales[i / columns];
            double off = (decoded[i] - values[i]) * scale;
            error += off * off;
            norm += values[i] * scale * (values[i] * scale);
        }
        return norm == 0 ? 0 : error / norm;
    }

    /// Forms are asked for weight by weight, so the last sample is kept.
    private WeightRows sample(PlannedWeight weight) {
        if (last == null || !last.weight().equals(weight)) last = new Sample(weight, sample(source.rows(weight)));
        return last.rows();
    }

    private static WeightRows sample(WeightRows rows) {
        if (rows.count() <= SAMPLE) return rows;
        int columns = rows.columns();
        int wanted = Math.max(1, SAMPLE / columns);
        var values = new float[wanted * columns];
        var row = new float[columns];
        for (int i = 0; i < wanted; i++) {
            rows.read(i * rows.rows() / wanted * columns, row, columns);
            System.arraycopy(row, 0, values, i * columns, columns);
        }
        return WeightRows.of(values, columns);
    }

    private static double share(WeightRows rows, double meanSquares) {
        var sum = new double[1];
        rows.forTiles(0, rows.count(), (_, values, length) -> {
            for (int i = 0; i < length; i++) sum[0] += values[i] * (double) values[i];
        });
        return sum[0] == 0 ? 0 : meanSquares * rows.count() / sum[0];
    }
}
