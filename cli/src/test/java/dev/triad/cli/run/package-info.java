// SPDX-License-Identifier: Apache-2.0
/// Tests of the runtime beside libtorch, where both can be seen, and of `triad run …`. Start at
/// [dev.triad.cli.run.RunParityTest].
@NullMarked
package dev.triad.cli.run;

import org.jspecify.annotations.NullMarked;
