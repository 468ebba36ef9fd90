// SPDX-License-Identifier: Apache-2.0
/// What a task is: the kind of question, its labels and metrics, and its rows as token ids ready for a model.
/// Start at [dev.triad.electra.finetune.task.Task] and [dev.triad.electra.finetune.task.RowEncoder].
@NullMarked
package dev.triad.electra.finetune.task;

import org.jspecify.annotations.NullMarked;
