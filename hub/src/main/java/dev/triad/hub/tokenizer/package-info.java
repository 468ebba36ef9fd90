// SPDX-License-Identifier: Apache-2.0
/// The files of tokenizers as `transformers` reads them, written: start at [dev.triad.hub.tokenizer.TokenizerExport].
/// What reads them is in [dev.triad.core.text.files], where the runtime can reach it.
@NullMarked
package dev.triad.hub.tokenizer;

import org.jspecify.annotations.NullMarked;
