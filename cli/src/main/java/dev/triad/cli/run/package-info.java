// SPDX-License-Identifier: Apache-2.0
/// `triad run …`: asks models in Java alone, a line of JSON for each text. Start at
/// [dev.triad.cli.run.ClassifyCommand]; where texts come from and answers go is in [dev.triad.cli.run.RunOptions].
@NullMarked
package dev.triad.cli.run;

import org.jspecify.annotations.NullMarked;
