// SPDX-License-Identifier: Apache-2.0
/// What it costs to get songs from their files to a training loop. Start at [dev.triad.bench.audio.IngestionBench].
@NullMarked
package dev.triad.bench.audio;

import org.jspecify.annotations.NullMarked;
