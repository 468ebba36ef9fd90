// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.kernels.ProductCodebook;
import java.util.Arrays;

/// A [Matrix] in product codes (Fan, Stock et al. 2021, section 3.2): what a block of a row contributes for each of the
/// 256 codes is computed once, rounded to a byte, and looked up for every output.
///
/// The inputs are cut into a few stretches whose sums are computed apart, by whoever is free, and added in the end.
final class CodedMatrix extends Matrix {
    static final int CENTROIDS = Kernels.CENTROIDS;

    /// Blocks whose tables have a step in common, and are in the nearest cache together: with fewer, the rounding is
    /// finer, and sums of bytes become floats more often.
    private static final int TOGETHER = 32;

    /// Stretches of inputs, at most.
    private static final int STRETCHES = 4;

    /// Lookups that take as long as a product with one weight takes that is read from memory.
    private static final int WEIGHTS_PER_LOOKUP = 4;

    private final CodedRoom room;
    private final Kernels kernels;
    private final ProductCodebook codebook;
    private final byte[] codes;
    private final int blocks;
    private final int tiles;
    private final int stretches;
    private final float[] scale;
    private final float[] bias;

    CodedMatrix(ProductWeight weight, float[] bias, CodedRoom room) {
        super(weight.shape().columns(), weight.shape().rows());
        if (!isCoded(weight) || (bias.length != 0 && bias.length != out())) {
            throw new IllegalArgumentException("a weight " + weight.shape() + " with "
                    + weight.codebook().size() + " vectors and " + bias.length + " biases cannot be looked up");
        }
        this.room = room;
        kernels = room.kernels();
        codebook = room.book(weight.codebook());
        blocks = weight.blocks();
        tiles = Math.ceilDiv(out(), Kernels.TILE);
        codes = weight.arranged(CodeLayout.TILES);
        stretches = Math.clamp(Math.ceilDiv(blocks, TOGETHER), 1, STRETCHES);
        scale = weight.rowScale().orElse(new float[0]);
        this.bias = bias.length == 0 ? new float[out()] : bias;
    }

    @Override
    void multiply(Team team, float[][] x, float[][] y, int count, Finish finish) {
        int pieces = count * stretches;
        var sums = room.sums(pieces, tiles * Kernels.TILE);
        var tables = room.tables(team.size(), Math.max(TOGETHER * CENTROIDS, tiles * Kernels.PANEL));
        team.share((long) in() * out() * count / WEIGHTS_PER_LOOKUP, member -> {
            for (int piece = member; piece < pieces; piece += team.size()) {
                lookUp(x[piece / stretches], piece % stretches, tables[member], sums[piece]);
            }
        });
        for (int row = 0; row < count; row++) {
            add(sums, row * stretches, y[row]);
            finish.apply(y[row], 0, out());
        }
    }

    /// What one stretch of a row contributes.
    private void lookUp(float[] x, int stretch, CodedRoom.Tables its, float[] sums) {
        int groups = Math.ceilDiv(blocks, TOGETHER);
        int end = Math.min(blocks, groups * (stretch + 1) / stretches * TOGETHER);
        Arrays.fill(sums, 0, tiles * Kernels.TILE, 0);
        for (int first = groups * stretch / stretches * TOGETHER; first < end; first += TOGETHER) {
            int some = Math.min(TOGETHER, end - first);
            float step = kernels.byteTables(codebook, x, first * codebook.block(), some, its.room(), its.rounded());
            kernels.lookupBytes(
                    codes,
                    first * Kernels.TILE,
                    blocks * Kernels.TILE,
                    tiles,
                    some,
                    its.rounded(),
                    step,
                    its.room(),
                    sums);
        }
    }

    private void add(float[][] sums, int first, float[] y) {
        int out = out();
        System.arraycopy(sums[first], 0, y, 0, out);
        for (int stretch = 1; stretch < stretches; stretch++) {
            float[] more = sums[first + stretch];
            for (int j = 0; j < out; j++) y[j] += more[j];
        }
        if (scale.length > 0) {
            for (int j = 0; j < out; j++) y[j] *= scale[j];
        }
        for (int j = 0; j < out; j++) y[j] += bias[j];
    }
}
