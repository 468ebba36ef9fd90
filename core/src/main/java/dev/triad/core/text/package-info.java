// SPDX-License-Identifier: Apache-2.0
/// From text to token ids and back: BERT's WordPiece and GPT-2's byte-level BPE, equal to Hugging Face's fast
/// tokenizers id by id, and the trainer of their vocabularies. Start at [dev.triad.core.text.Tokenizer]; corpora go
/// through its [dev.triad.core.text.TokenWriter], which reads UTF-8 bytes and makes no objects.
/// [dev.triad.core.text.LyricsAlphabet] is the few characters that Jukebox sings.
/// WordPiece is described in Devlin et al., 2018; byte-level BPE in Radford et al., 2019.
@NullMarked
package dev.triad.core.text;

import org.jspecify.annotations.NullMarked;
