// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.random.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which songs are kept from training, whole: every song has a number that its id and the seed alone decide, and
/// those with the smallest are held out. A song that joins the others moves few of them.
final class Split {
    private Split() {}

    /// Chooses among songs.
    ///
    /// @param share how many to hold out: at least one if it is not 0 and there are two songs
    /// @return the ids held out
    static Set<String> validation(List<String> ids, double share, long seed) {
        if (share == 0 || ids.size() < 2) {
            return Set.of();
        }
        int count = (int) Math.clamp(Math.round(share * ids.size()), 1, ids.size() - 1L);
        var key = RandomKey.of(seed).named("validation");
        var ranked = new ArrayList<>(ids);
        ranked.sort(
                Comparator.<String>comparingLong(id -> key.named(id).value()).thenComparing(id -> id));
        return new HashSet<>(ranked.subList(0, count));
    }
}
