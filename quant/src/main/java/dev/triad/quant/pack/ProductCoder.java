// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightScheme;
import dev.triad.quant.cluster.Clustering;
import dev.triad.quant.plan.PlannedWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Clusters as the file has them. Centroids are rounded to their type; those that then are equal become one, and
/// all are sorted, so that the same blocks give the same codebook whatever way they were found.
public final class ProductCoder {
    private ProductCoder() {}

    /// Stores weights whose blocks were clustered together.
    ///
    /// @param weights those that use the codebook, in the order of their blocks in `clustering`
    /// @param schemes how each is stored; block size and centroids are the same for all
    /// @param rowScales what each row of each weight was divided by; empty if nothing
    public static List<ProductWeight> code(
            List<PlannedWeight> weights,
            List<WeightScheme.Product> schemes,
            List<Optional<float[]>> rowScales,
            Clustering clustering) {
        var first = schemes.getFirst();
        int block = first.block();
        var rounded = Codebook.of(Optional.empty(), block, first.type(), used(clustering, first.centroids()))
                .centroids();
        var order = new Integer[clustering.size()];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (a, b) -> compare(rounded, a * block, b * block, block));
        var centroids = new float[first.centroids() * block];
        var code = new byte[order.length];
        int count = -1;
        for (int i = 0; i < order.length; i++) {
            int k = order[i];
            if (clustering.populations()[k] == 0) continue;
            if (count < 0 || compare(rounded, k * block, centroids, count * block, block) != 0) {
                count++;
                for (int j = 0; j < block; j++) centroids[count * block + j] = rounded[k * block + j] + 0F; // no -0
            }
            code[k] = (byte) count;
        }
        var codebook = Codebook.of(first.codebook(), block, first.type(), centroids);
        var coded = new ArrayList<ProductWeight>();
        int from = 0;
        for (int i = 0; i < weights.size(); i++) {
            var shape = weights.get(i).shape();
            var codes = new byte[Math.toIntExact(shape.count() / block)];
            for (int b = 0; b < codes.length; b++) codes[b] = code[clustering.codes()[from + b] & 0xFF];
            from += codes.length;
            coded.add(ProductWeight.of(shape, codes, schemes.get(i).layout(), codebook, rowScales.get(i)));
        }
        return coded;
    }

    /// The centroids that stand for something, all others zero: they must not widen the range of those.
    private static float[] used(Clustering clustering, int size) {
        int block = clustering.blockSize();
        var used = new float[size * block];
        for (int k = 0; k < clustering.size(); k++) {
            if (clustering.populations()[k] > 0) {
                System.arraycopy(clustering.centroids(), k * block, used, k * block, block);
            }
        }
        return used;
    }

    private static int compare(float[] values, int a, int b, int length) {
        return compare(values, a, values, b, length);
    }

    private static int compare(float[] left, int a, float[] right, int b, int length) {
        for (int j = 0; j < length; j++) {
            int order = Float.compare(left[a + j] + 0F, right[b + j] + 0F);
            if (order != 0) return order;
        }
        return 0;
    }
}
