// SPDX-License-Identifier: Apache-2.0
/// Labelled data as people publish it: tables of sentences (TSV, CSV, JSON lines), SQuAD and MRQA questions,
/// CoNLL columns; plain or gzipped. What cannot be read is counted and told with its line, never silently
/// skipped, and too much of it is an error. Start at [dev.triad.core.data.task.GlueTask] and
/// [dev.triad.core.data.task.TextExamples].
@NullMarked
package dev.triad.core.data.task;

import org.jspecify.annotations.NullMarked;
