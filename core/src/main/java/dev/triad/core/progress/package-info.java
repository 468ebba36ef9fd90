// SPDX-License-Identifier: Apache-2.0
/// What long work reports to while it runs. Start at [dev.triad.core.progress.Progress]; the command line renders it.
@NullMarked
package dev.triad.core.progress;

import org.jspecify.annotations.NullMarked;
