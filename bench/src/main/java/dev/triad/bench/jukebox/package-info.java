// SPDX-License-Identifier: Apache-2.0
/// Jukebox's codec and priors beside PyTorch, and what can be heard in their samples. Start at
/// [dev.triad.bench.jukebox.CodecBench], [dev.triad.bench.jukebox.PriorBench] and
/// [dev.triad.bench.jukebox.Recognition].
@NullMarked
package dev.triad.bench.jukebox;

import org.jspecify.annotations.NullMarked;
