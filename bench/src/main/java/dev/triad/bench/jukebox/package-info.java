// SPDX-License-Identifier: Apache-2.0
/// Jukebox's codec beside PyTorch. Start at [dev.triad.bench.jukebox.CodecBench].
@NullMarked
package dev.triad.bench.jukebox;

import org.jspecify.annotations.NullMarked;
