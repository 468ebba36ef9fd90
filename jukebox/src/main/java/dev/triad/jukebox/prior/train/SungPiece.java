// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.jukebox.sample.Request;

/// A whole coded song with words.
///
/// @param id its name in its data set
/// @param request who plays it, how long it is, and its words as ids
/// @param words the same as text: a character for each id
/// @param codes of the prior's level
/// @param upper codes of the level above; empty for the top level
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record SungPiece(String id, Request request, String words, int[] codes, int[] upper) {}
