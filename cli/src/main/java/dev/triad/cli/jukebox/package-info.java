// SPDX-License-Identifier: Apache-2.0
/// The command `triad jukebox`: it gathers songs into data sets and trains and runs the codec. Songs are read by
/// [dev.triad.corpus.audio].
@NullMarked
package dev.triad.cli.jukebox;

import org.jspecify.annotations.NullMarked;
