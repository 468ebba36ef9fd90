// SPDX-License-Identifier: Apache-2.0
/// The shell scripts in front of Triad, run as a user runs them: `bin/find-jdk`, `mvnw`, `bin/launch` and `triad`.
@NullMarked
package dev.triad.cli.scripts;

import org.jspecify.annotations.NullMarked;
