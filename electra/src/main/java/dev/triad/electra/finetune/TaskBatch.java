// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.finetune.task.EncodedRow;
import java.util.List;

/// A micro-batch of one task.
///
/// @param task the number of the task
/// @param rows what is learned from
/// @param divisor what the sum of losses is divided by: the answers of the whole step for their mean, 1 for their
///     sum
public record TaskBatch(int task, List<EncodedRow> rows, double divisor) {}
