// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.file.Sha256;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.quant.weight.WeightRows;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/// What tells weights apart without keeping them.
final class Fingerprint {
    private Fingerprint() {}

    /// Equal for equal weights only; empty for one that is all one number.
    static Optional<String> of(WeightShape shape, WeightRows rows) {
        var digest = Sha256.digest();
        digest.update(shape.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var bytes = ByteBuffer.allocate(WeightRows.TILE * Float.BYTES);
        var first = new float[1];
        rows.read(0, first, 1);
        var differs = new boolean[1];
        rows.forTiles(0, rows.count(), (_, values, length) -> {
            bytes.clear().asFloatBuffer().put(values, 0, length);
            digest.update(bytes.limit(length * Float.BYTES));
            for (int i = 0; i < length && !differs[0]; i++) differs[0] = values[i] != first[0];
        });
        return differs[0] ? Optional.of(HexFormat.of().formatHex(digest.digest())) : Optional.empty();
    }
}
