// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.WeightScheme;
import dev.triad.quant.scalar.Granularity;
import java.util.Optional;

/// What a rule makes of weights.
public sealed interface Form {
    /// Whether a weight can take this form; a rule passes over those that cannot.
    boolean suits(PlannedWeight weight);

    /// How the file stores it.
    WeightScheme scheme(PlannedWeight weight);

    /// Floats of a type.
    ///
    /// @param dtype F32, F16 or BF16
    record Dense(DType dtype) implements Form {
        @Override
        public boolean suits(PlannedWeight weight) {
            return true;
        }

        @Override
        public WeightScheme scheme(PlannedWeight weight) {
            return new WeightScheme.Dense(dtype);
        }
    }

    /// Whole numbers of 8 bits.
    ///
    /// @param grids TENSOR, HISTOGRAM or CHANNEL
    /// @param outputs whether the layer's outputs are rounded to 8 bits too, on a grid that is found on some rows
    record Int8(Granularity grids, boolean outputs) implements Form {
        public Int8 {
            if (grids != Granularity.TENSOR && grids != Granularity.HISTOGRAM && grids != Granularity.CHANNEL) {
                throw new IllegalArgumentException("int8 has grids per tensor, histogram or channel, not " + grids);
            }
        }

        /// Bytes for the weight alone.
        public Int8(Granularity grids) {
            this(grids, false);
        }

        @Override
        public boolean suits(PlannedWeight weight) {
            return weight.isMatrix() || (grids != Granularity.CHANNEL && !outputs);
        }

        @Override
        public WeightScheme scheme(PlannedWeight weight) {
            return new WeightScheme.Int8(grids == Granularity.CHANNEL, outputs);
        }
    }

    /// Whole numbers of 4 bits.
    ///
    /// @param grids CHANNEL or a group
    record Int4(Granularity grids) implements Form {
        public Int4 {
            if (grids == Granularity.TENSOR || grids == Granularity.HISTOGRAM) {
                throw new IllegalArgumentException(
                        "int4 has grids per channel or group-32, group-64, group-128, not " + grids);
            }
        }

        @Override
        public boolean suits(PlannedWeight weight) {
            return weight.isMatrix();
        }

        @Override
        public WeightScheme scheme(PlannedWeight weight) {
            return new WeightScheme.Int4(grids == Granularity.CHANNEL ? 0 : (int) grids.span(1, 1));
        }
    }

    /// Product codes.
    ///
    /// @param block weights in a block
    /// @param centroids 256 or 16
    /// @param type of the centroids, F16 or I8
    /// @param sharing which weights have a codebook together
    /// @param rowScale whether rows are divided by a number of their own first
    record Product(int block, int centroids, DType type, Sharing sharing, boolean rowScale) implements Form {
        public Product {
            // the scheme says what is wrong
            new WeightScheme.Product(block, centroids, type, CodeLayout.TILES, Optional.empty(), rowScale);
        }

        /// 256 centroids of its own, F16.
        public static Product of(int block) {
            return new Product(block, 256, DType.F16, Sharing.PRIVATE, false);
        }

        @Override
        public boolean suits(PlannedWeight weight) {
            return weight.isMatrix();
        }

        @Override
        public WeightScheme.Product scheme(PlannedWeight weight) {
            return new WeightScheme.Product(
                    block,
                    centroids,
                    type,
                    weight.isTable() ? CodeLayout.ROWS : CodeLayout.TILES,
                    sharing.codebook(weight),
                    rowScale);
        }
    }
}
