// SPDX-License-Identifier: Apache-2.0
/// Tokenizers as other people's folders have them: `tokenizer.json`, `vocab.txt`, `vocab.json` with `merges.txt`, and
/// the settings around them. Start at [dev.triad.core.text.files.TokenizerFolder]. Two shapes are read, BERT's
/// WordPiece and GPT-2's byte-level BPE; a file that asks for anything else is refused by the name of what it
/// asked for, because a tokenizer that is nearly right gives wrong numbers without a word. The formats are those
/// of Hugging Face's `tokenizers` and `transformers`.
@NullMarked
package dev.triad.core.text.files;

import org.jspecify.annotations.NullMarked;
