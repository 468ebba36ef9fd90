// SPDX-License-Identifier: Apache-2.0
/// Jukebox's codec and priors beside PyTorch. Start at [dev.triad.bench.jukebox.CodecBench] and
/// [dev.triad.bench.jukebox.PriorBench].
@NullMarked
package dev.triad.bench.jukebox;

import org.jspecify.annotations.NullMarked;
