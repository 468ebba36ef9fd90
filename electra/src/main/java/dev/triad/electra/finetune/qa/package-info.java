// SPDX-License-Identifier: Apache-2.0
/// Questions whose answers stand in a text: windows over texts that are too long, the joint and the plain head's
/// loss, the beam search for spans, and the choice of one answer among all windows (Clark et al., 2020, and its
/// code, after BERT's and XLNet's). Start at [dev.triad.electra.finetune.qa.QuestionAnswering] to train and at
/// [dev.triad.electra.finetune.qa.AnswerFinder] to ask.
@NullMarked
package dev.triad.electra.finetune.qa;

import org.jspecify.annotations.NullMarked;
