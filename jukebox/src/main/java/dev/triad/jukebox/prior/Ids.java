// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;

/// Ids from the host to the device, each within its table.
final class Ids {
    private Ids() {}

    static void requireLength(String what, int[] ids, int length) {
        if (ids.length == length) return;
        throw new IllegalArgumentException(
                "there must be " + length + " " + what + " in each sequence, not " + ids.length);
    }

    /// Rows of ids as a tensor [rows, length] (i64).
    ///
    /// @param what how messages call them
    /// @param length that every row must have
    /// @param bound ids are 0 to bound − 1
    /// @param shift added to each
    static Tensor of(String what, List<int[]> rows, int length, int bound, int shift, Pass pass) {
        var all = new long[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            int[] ids = rows.get(row);
            requireLength(what, ids, length);
            for (int i = 0; i < length; i++) {
                if (ids[i] < 0 || ids[i] >= bound) {
                    throw new IllegalArgumentException(
                            what + " are 0 to " + (bound - 1) + ", but number " + i + " is " + ids[i]);
                }
                all[row * length + i] = (long) ids[i] + shift;
            }
        }
        return Tensors.of(all, rows.size(), length).to(pass.compute().device());
    }
}
