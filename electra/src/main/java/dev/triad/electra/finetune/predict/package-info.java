// SPDX-License-Identifier: Apache-2.0
/// What a fine-tuned model says about rows, and how good that is. Start at
/// [dev.triad.electra.finetune.predict.Predictor].
@NullMarked
package dev.triad.electra.finetune.predict;

import org.jspecify.annotations.NullMarked;
