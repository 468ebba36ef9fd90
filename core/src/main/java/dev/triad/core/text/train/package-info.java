// SPDX-License-Identifier: Apache-2.0
/// Makes vocabularies from raw text: count words, then merge the commonest neighbours until the vocabulary is full.
/// Start at [dev.triad.core.text.train.VocabularyTrainer]; [dev.triad.core.text.train.MergeLearner] is the algorithm
/// (Sennrich et al., 2016), which Hugging Face's library uses for WordPiece as well as for byte-level BPE.
@NullMarked
package dev.triad.core.text.train;

import org.jspecify.annotations.NullMarked;
