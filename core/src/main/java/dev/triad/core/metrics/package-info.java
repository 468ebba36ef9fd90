// SPDX-License-Identifier: Apache-2.0
/// How good predictions are: classes, numbers, spans and answers against what people wrote down. Every score is
/// the one that scikit-learn, SciPy, conlleval or SQuAD's official script computes, as a fraction of one; where
/// those divide by zero, the score is 0. Start at [dev.triad.core.metrics.ConfusionMatrix] and
/// [dev.triad.core.metrics.SquadV2Scores]; sound against sound is [dev.triad.core.metrics.AudioScores].
@NullMarked
package dev.triad.core.metrics;

import org.jspecify.annotations.NullMarked;
