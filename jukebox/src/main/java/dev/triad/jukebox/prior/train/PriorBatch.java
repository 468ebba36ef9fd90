// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.jukebox.prior.Condition;
import java.util.List;

/// Windows of one micro-batch, on the host.
///
/// @param windows codes of each
/// @param conditions what is known of each
/// @param ofStep windows in the whole step, whose mean loss is the step's
public record PriorBatch(List<int[]> windows, List<Condition> conditions, int ofStep) {
    public PriorBatch {
        windows = List.copyOf(windows);
        conditions = List.copyOf(conditions);
    }
}
