// SPDX-License-Identifier: Apache-2.0
/// The walls of ARCHITECTURE.md as tests: who may import whom, and who alone may know a library. Every rule is also run
/// on small classes that break it, so that a rule that cannot fail does not go unnoticed. Start at
/// [dev.triad.cli.walls.Wall].
@NullMarked
package dev.triad.cli.walls;

import org.jspecify.annotations.NullMarked;
