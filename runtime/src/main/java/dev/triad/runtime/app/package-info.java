// SPDX-License-Identifier: Apache-2.0
/// A model as a program: what `triad package` puts into its images. Texts come in line by line, answers go out as
/// lines of JSON, the same that `triad run` writes. Start at [dev.triad.runtime.app.App].
@NullMarked
package dev.triad.runtime.app;

import org.jspecify.annotations.NullMarked;
