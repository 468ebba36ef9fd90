// SPDX-License-Identifier: Apache-2.0
/// Turns text into token shards for pretraining: reading, tokenising and segment building in parallel, with the same
/// bytes on disk whatever the number of threads and however often the work was killed and taken up again. Start at
/// [dev.triad.corpus.text.Preparation].
@NullMarked
package dev.triad.corpus.text;

import org.jspecify.annotations.NullMarked;
