// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.core.model.DType;
import java.util.Map;
import java.util.Optional;

/// TensorFlow's element types by their numbers in `types.proto`.
final class BundleTypes {
    private static final Map<Integer, DType> KNOWN = Map.ofEntries(
            Map.entry(1, DType.F32),
            Map.entry(2, DType.F64),
            Map.entry(3, DType.I32),
            Map.entry(4, DType.U8),
            Map.entry(5, DType.I16),
            Map.entry(6, DType.I8),
            Map.entry(8, DType.C64),
            Map.entry(9, DType.I64),
            Map.entry(10, DType.BOOL),
            Map.entry(14, DType.BF16),
            Map.entry(17, DType.U16),
            Map.entry(19, DType.F16),
            Map.entry(22, DType.U32),
            Map.entry(23, DType.U64),
            Map.entry(24, DType.F8_E5M2),
            Map.entry(25, DType.F8_E4M3));

    private static final int STRING = 7;
    private static final int RESOURCE = 20;
    private static final int VARIANT = 21;

    private BundleTypes() {}

    static Optional<DType> find(int type) {
        return Optional.ofNullable(KNOWN.get(type));
    }

    /// Whether the entry holds no numbers: texts and objects that TensorFlow 2 saves beside the model.
    static boolean isBeside(int type) {
        return type == STRING || type == RESOURCE || type == VARIANT;
    }
}
