// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.jukebox.prior.PriorConfig;
import java.nio.file.Path;

/// Codes as a prior reads them.
public final class PriorInput {
    private PriorInput() {}

    /// @param place how messages call the codes
    /// @throws IllegalArgumentException for codes of another kind than the prior was taught
    public static void requireFits(Path place, CodeLevels levels, PriorConfig config) {
        int level = config.level();
        boolean fits = level < levels.count()
                && levels.hops().get(level) == config.hop()
                && levels.sampleRate() == config.sampleRate()
                && levels.codebookSize() == config.codebookSize();
        var conditioner = config.conditioner();
        if (fits && conditioner != null) {
            fits = level + 1 < levels.count() && levels.hops().get(level + 1) == config.hop() * conditioner.ratio();
        }
        if (fits) return;
        throw new IllegalArgumentException(place + " holds codes of " + levels.sampleRate() + " Hz with hops "
                + levels.hops() + " and " + levels.codebookSize() + " codes, but the prior was taught level " + level
                + " of " + config.sampleRate() + " Hz with a hop of " + config.hop()
                + (conditioner == null ? "" : " below one of " + config.hop() * conditioner.ratio()) + " and "
                + config.codebookSize() + " codes");
    }
}
