// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

/// A token of a text and whether it looks out of place.
///
/// @param token the token as the vocabulary spells it
/// @param start its first UTF-16 code unit in the text
/// @param end the code unit after its last
/// @param replaced the probability that something else stood there
public record DetectedToken(String token, int start, int end, double replaced) {}
