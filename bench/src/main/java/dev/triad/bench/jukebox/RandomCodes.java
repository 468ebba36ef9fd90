// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.jukebox.prior.Prior;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A prior's matrices as product codes of nothing: speed does not depend on what they say. Every matrix of a layer
/// shares its codebook with those of the same name in the other layers.
final class RandomCodes {
    private static final int BLOCK = 8;
    private static final int CENTROIDS = 256;

    private RandomCodes() {}

    /// By the names of the parameters.
    static Map<String, ProductWeight> of(Prior prior) {
        var codes = new HashMap<String, ProductWeight>();
        var books = new HashMap<String, Codebook>();
        prior.parameters().forEach((name, parameter) -> {
            long[] shape = parameter.shape();
            if (!name.contains("transformer._attn_mods.") || shape.length != 2) return;
            int in = Math.toIntExact(shape[1 - parameter.outputAxis()]);
            int out = Math.toIntExact(shape[parameter.outputAxis()]);
            if (in % BLOCK != 0) return;
            String kind = name.replaceAll("\\d+", "");
            var book = books.computeIfAbsent(kind, _ -> book(kind));
            var its = new byte[in / BLOCK * out];
            for (int i = 0; i < its.length; i++) its[i] = (byte) (i * 167 + i / 251);
            codes.put(name, ProductWeight.of(WeightShape.of(out, in), its, CodeLayout.TILES, book, Optional.empty()));
        });
        return codes;
    }

    private static Codebook book(String name) {
        var centroids = new float[CENTROIDS * BLOCK];
        for (int i = 0; i < centroids.length; i++) centroids[i] = 0.02f * (float) Math.sin(i * 1.7 + name.length());
        return Codebook.of(Optional.of(name), BLOCK, DType.F16, centroids);
    }
}
