// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.text.Tokenizer;
import java.util.OptionalInt;

/// A tokenizer as its files describe it.
///
/// @param tokenizer the tokenizer
/// @param maxLength the longest sequence its model takes, in tokens; empty where nobody said
public record LoadedTokenizer(Tokenizer tokenizer, OptionalInt maxLength) {}
