// SPDX-License-Identifier: Apache-2.0
/// From a folder of songs to a data set that training reads. Start at [dev.triad.corpus.audio.Ingestion], which
/// decodes every song once, and [dev.triad.corpus.audio.AudioDataset], which gives them out again: from
/// memory-mapped shards, or straight from the songs. A file that cannot be used is named and left out; it never
/// stops the others.
@NullMarked
package dev.triad.corpus.audio;

import org.jspecify.annotations.NullMarked;
