// SPDX-License-Identifier: Apache-2.0
/// Pictures of what was measured, drawn without a display. Start at [dev.triad.report.RunCurves], which draws the log
/// of a training run.
@NullMarked
package dev.triad.report;

import org.jspecify.annotations.NullMarked;
