// SPDX-License-Identifier: Apache-2.0
/// What the command line says about itself, for other readers than a terminal: Markdown, manual pages, shells. All
/// of it is generated from the commands, so that it cannot say anything else. Start at
/// [dev.triad.cli.reference.CommandPage].
@NullMarked
package dev.triad.cli.reference;

import org.jspecify.annotations.NullMarked;
