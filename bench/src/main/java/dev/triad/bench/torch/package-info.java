// SPDX-License-Identifier: Apache-2.0
/// Speed of training steps and of the operations they are made of. Start at
/// [dev.triad.bench.torch.TrainingStepBench].
@NullMarked
package dev.triad.bench.torch;

import org.jspecify.annotations.NullMarked;
