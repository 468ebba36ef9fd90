// SPDX-License-Identifier: Apache-2.0
/// The front doors: every `triad …` command. Commands compose the other rooms and compute nothing themselves.
/// Start at [dev.triad.cli.Triad], which lists them all.
@NullMarked
package dev.triad.cli;

import org.jspecify.annotations.NullMarked;
