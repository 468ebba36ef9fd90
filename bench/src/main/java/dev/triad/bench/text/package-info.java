// SPDX-License-Identifier: Apache-2.0
/// Tokenizers beside Hugging Face's. Start at [dev.triad.bench.text.TokenizerBench].
@NullMarked
package dev.triad.bench.text;

import org.jspecify.annotations.NullMarked;
