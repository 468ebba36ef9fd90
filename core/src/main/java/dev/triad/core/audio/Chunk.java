// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// A place in a song from which a training example is read.
///
/// @param song its place in the source's list
/// @param start the first frame
public record Chunk(int song, long start) {}
