// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.rows;

import dev.triad.runtime.encoder.TokenRow;

/// A sentence, or a part of one, whose words are asked about.
///
/// @param row its tokens
/// @param places the first token of each word
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record WordRow(TokenRow row, int[] places) {}
