// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

/// A piece of a text file that ends where a line or at least a word ends.
///
/// @param source what it was read from, for messages
/// @param offset where it begins there, in bytes
/// @param utf8 its bytes, not changed any more
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record TextChunk(String source, long offset, byte[] utf8) {}
