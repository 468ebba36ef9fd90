// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.scalar.Granularity;
import java.util.Locale;

/// Noise on a parameter.
///
/// @param kind what struck weights turn into
/// @param rate what share of the blocks is struck; 1 is plain quantisation-aware training
/// @param block consecutive weights of an output that are struck together; scalar kinds strike each by itself
/// @param grids which weights share a grid, for scalar kinds
/// @param centroids entries of the codebook, for [NoiseKind#PQ_EXACT]
/// @param refresh steps between looks at the weight for new grids, means or codebooks
/// @param redraw when other blocks are struck
/// @param rescale whether [NoiseKind#PQ] multiplies what remains by 1 / (1 − rate), as the released code does and
///     the paper does not
/// @param legacy whether scalar noise also clips weights that it does not strike, and misses the grid by as much
///     as it clips those it does, as the released code does; for comparisons
public record NoiseSettings(
        NoiseKind kind,
        RateSchedule rate,
        int block,
        Granularity grids,
        int centroids,
        long refresh,
        Redraw redraw,
        boolean rescale,
        boolean legacy) {
    /// When other blocks are struck.
    public enum Redraw {
        /// In every forward pass, as in the paper.
        FORWARD,
        /// In every optimiser step: its micro-batches see the same noise.
        STEP;

        static Redraw parse(String name) {
            for (var when : values()) if (when.toString().equals(name)) return when;
            throw new IllegalArgumentException("noise is redrawn per forward or step, not per '" + name + "'");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public NoiseSettings {
        if (block < 1) throw new IllegalArgumentException("a noise block must have at least one weight, got " + block);
        if (refresh < 1)
            throw new IllegalArgumentException("noise must be refreshed every 1 or more steps, got " + refresh);
        if (centroids < 1 || centroids > KMeans.MOST) {
            throw new IllegalArgumentException("a codebook must have 1 to 256 centroids, got " + centroids);
        }
        if (kind == NoiseKind.PQ && rate.highest() == 1) {
            throw new IllegalArgumentException(
                    "pq noise at a rate of 1 leaves nothing of a weight; use pq-exact, or a" + " rate below 1");
        }
        if (legacy && grids != Granularity.TENSOR && grids != Granularity.HISTOGRAM) {
            throw new IllegalArgumentException("legacy noise has one grid for a whole weight, not one per " + grids);
        }
        if (kind.isScalar()) block = 1;
    }

    /// A rate of 0.1 on blocks of 8, redrawn in every forward pass and refreshed every thousand steps; 4-bit
    /// grids per output, 8-bit ones per tensor.
    public static NoiseSettings of(NoiseKind kind) {
        return new NoiseSettings(
                kind,
                RateSchedule.constant(0.1),
                8,
                kind == NoiseKind.INT4 ? Granularity.CHANNEL : Granularity.TENSOR,
                KMeans.MOST,
                1000,
                Redraw.FORWARD,
                true,
                false);
    }

    /// These settings with one replaced, by the names that [#toString] writes.
    ///
    /// @throws IllegalArgumentException for a name that does not exist or a value it does not take
    public NoiseSettings with(String name, String value) {
        return switch (name) {
            case "rate" ->
                new NoiseSettings(
                        kind, RateSchedule.parse(value), block, grids, centroids, refresh, redraw, rescale, legacy);
            case "block" ->
                new NoiseSettings(
                        kind, rate, (int) number(name, value), grids, centroids, refresh, redraw, rescale, legacy);
            case "grids" ->
                new NoiseSettings(
                        kind, rate, block, Granularity.parse(value), centroids, refresh, redraw, rescale, legacy);
            case "centroids" ->
                new NoiseSettings(
                        kind, rate, block, grids, (int) number(name, value), refresh, redraw, rescale, legacy);
            case "refresh" ->
                new NoiseSettings(kind, rate, block, grids, centroids, number(name, value), redraw, rescale, legacy);
            case "redraw" ->
                new NoiseSettings(kind, rate, block, grids, centroids, refresh, Redraw.parse(value), rescale, legacy);
            case "rescale" ->
                new NoiseSettings(kind, rate, block, grids, centroids, refresh, redraw, truth(name, value), legacy);
            case "legacy" ->
                new NoiseSettings(kind, rate, block, grids, centroids, refresh, redraw, rescale, truth(name, value));
            default ->
                throw new IllegalArgumentException("noise has no setting '" + name
                        + "'; there are rate, block, grids, centroids, refresh, redraw, rescale and legacy");
        };
    }

    private static long number(String name, String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= Integer.MAX_VALUE) return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("noise " + name + " must be a whole number, not '" + value + "'", e);
        }
        throw new IllegalArgumentException("noise " + name + " is out of range: " + value);
    }

    private static boolean truth(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("noise " + name + " must be true or false, not '" + value + "'");
        };
    }

    /// `pq,rate=0.1,block=8,…`: the kind and all that matters to it.
    @Override
    public String toString() {
        if (kind == NoiseKind.NONE) return kind.toString();
        var text = new StringBuilder(kind + ",rate=" + rate);
        if (kind.isScalar()) text.append(",grids=").append(grids);
        else text.append(",block=").append(block);
        if (kind == NoiseKind.PQ_EXACT) text.append(",centroids=").append(centroids);
        if (kind != NoiseKind.PQ) text.append(",refresh=").append(refresh);
        text.append(",redraw=").append(redraw);
        if (kind == NoiseKind.PQ) text.append(",rescale=").append(rescale);
        if (kind.isScalar() && legacy) text.append(",legacy=true");
        return text.toString();
    }
}
