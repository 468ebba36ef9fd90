// SPDX-License-Identifier: Apache-2.0
/// Pages that show what was measured, in one file that needs nothing else: pictures, plots and sounds are inside.
/// They read well by day and by night, on a desk and on a telephone. Start at [dev.triad.report.page.Page].
@NullMarked
package dev.triad.report.page;

import org.jspecify.annotations.NullMarked;
