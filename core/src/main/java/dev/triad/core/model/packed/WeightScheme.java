// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a weight is stored, without its numbers: what a plan decides, and all that the size of a file depends on.
public sealed interface WeightScheme {
    /// A tensor of the file.
    ///
    /// @param name its name
    /// @param dtype the type of its elements
    /// @param shape its dimensions
    record Part(String name, DType dtype, List<Long> shape) {
        Part(String name, DType dtype, long... shape) {
            this(name, dtype, java.util.Arrays.stream(shape).boxed().toList());
        }

        /// Its size.
        public long byteLength() {
            return dtype.byteLength(dimensions());
        }

        long[] dimensions() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /// The tensors that hold a weight. A codebook that several weights share is among those of each.
    ///
    /// @param weight the name of the weight
    /// @throws IllegalArgumentException when a weight of that shape cannot be stored so
    List<Part> parts(String weight, WeightShape shape);

    /// As floats.
    ///
    /// @param dtype F32, F16 or BF16
    record Dense(DType dtype) implements WeightScheme {
        public Dense {
            if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
                throw new IllegalArgumentException("dense weights are F32, F16 or BF16, not " + dtype);
            }
        }

        @Override
        public List<Part> parts(String weight, WeightShape shape) {
            return List.of(new Part(weight, dtype, shape.toLongs()));
        }

        @Override
        public String toString() {
            return dtype.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// As bytes: `w = (q − zero) · scale`.
    ///
    /// @param perRow whether each row has its scale and zero; else the tensor has one of each
    /// @param calibrated whether the range of the layer's output is stored too, for activations of 8 bits
    record Int8(boolean perRow, boolean calibrated) implements WeightScheme {
        @Override
        public List<Part> parts(String weight, WeightShape shape) {
            long[] scales = perRow ? new long[] {shape.rows()} : new long[] {1};
            var parts = new ArrayList<>(List.of(
                    new Part(weight + ".int8", DType.I8, shape.toLongs()),
                    new Part(weight + ".scale", DType.F32, scales),
                    new Part(weight + ".zero", DType.F32, scales)));
            if (calibrated) {
                parts.add(new Part(weight + ".output.scale", DType.F32, 1));
                parts.add(new Part(weight + ".output.zero", DType.F32, 1));
            }
            return List.copyOf(parts);
        }

        @Override
        public String toString() {
            return "int8 per " + (perRow ? "row" : "tensor") + (calibrated ? ", int8 outputs" : "");
        }
    }

    /// As half bytes, two to a byte, the low one first; each row starts at a byte. `w = (q − zero) · scale`.
    ///
    /// @param group consecutive weights of a row that have a scale and zero together; 0 for the whole row
    record Int4(int group) implements WeightScheme {
        public Int4 {
            if (group < 0 || group == 1) {
                throw new IllegalArgumentException("a group has at least 2 weights (0 for a whole row), not " + group);
            }
        }

        @Override
        public List<Part> parts(String weight, WeightShape shape) {
            long[] scales = group == 0 ? new long[] {shape.rows()} : new long[] {shape.rows(), groups(shape.columns())};
            return List.of(
                    new Part(weight + ".int4", DType.U8, shape.rows(), (shape.columns() + 1L) / 2),
                    new Part(weight + ".scale", DType.F16, scales),
                    new Part(weight + ".zero", DType.U8, scales));
        }

        /// Groups in a row.
        int groups(int columns) {
            if (group == 0) {
                return 1;
            }
            if (columns % group != 0) {
                throw new IllegalArgumentException(
                        "rows of " + columns + " weights cannot be cut into groups of " + group);
            }
            return columns / group;
        }

        @Override
        public String toString() {
            return "int4 per " + (group == 0 ? "row" : "group of " + group);
        }
    }

    /// As the numbers of the nearest vectors of a codebook.
    ///
    /// @param block consecutive weights of a row that are coded together
    /// @param centroids entries of the codebook, 256 or 16
    /// @param type how they are stored: F16, or I8 with one scale
    /// @param layout the order of the codes
    /// @param codebook the name of a codebook that several weights share; empty for one of its own
    /// @param rowScale whether each row is divided by a number of its own before it is coded
    record Product(int block, int centroids, DType type, CodeLayout layout, Optional<String> codebook, boolean rowScale)
            implements WeightScheme {
        public Product {
            if (block < 1 || block > 128) {
                throw new IllegalArgumentException("a block has from 1 to 128 weights, not " + block);
            }
            if (centroids != 256 && centroids != 16) {
                throw new IllegalArgumentException("a codebook has 256 or 16 centroids, not " + centroids);
            }
            if (type != DType.F16 && type != DType.I8) {
                throw new IllegalArgumentException("centroids are stored as F16 or I8, not " + type);
            }
        }

        /// A scheme with 256 centroids of its own, stored as F16.
        public static Product of(int block, CodeLayout layout) {
            return new Product(block, 256, DType.F16, layout, Optional.empty(), false);
        }

        /// Bits of a code: 8 or 4.
        public int codeBits() {
            return centroids == 256 ? 8 : 4;
        }

        /// Blocks in a row.
        ///
        /// @throws IllegalArgumentException when rows cannot be cut so
        public int blocks(WeightShape shape) {
            if (shape.rank() < 2) {
                throw new IllegalArgumentException("a weight of shape " + shape + " is no matrix");
            }
            if (shape.columns() % block != 0) {
                throw new IllegalArgumentException(
                        "rows of " + shape.columns() + " weights cannot be cut into blocks of " + block);
            }
            return shape.columns() / block;
        }

        @Override
        public List<Part> parts(String weight, WeightShape shape) {
            var parts = new ArrayList<Part>();
            parts.add(new Part(weight + ".codes", DType.U8, layout.shape(shape.rows(), blocks(shape), codeBits())));
            String book = codebook.orElse(weight);
            parts.add(new Part(book + ".centroids", type, centroids, block));
            if (type == DType.I8) {
                parts.add(new Part(book + ".centroids.scale", DType.F32, 1));
            }
            if (rowScale) {
                parts.add(new Part(weight + ".row_scale", DType.F16, shape.rows()));
            }
            return List.copyOf(parts);
        }

        @Override
        public String toString() {
            return "product, blocks of " + block + (centroids == 16 ? ", 16 centroids" : "")
                    + (type == DType.I8 ? ", int8 centroids" : "")
                    + codebook.map(name -> ", shared").orElse("")
                    + (rowScale ? ", row scales" : "");
        }
    }
}
