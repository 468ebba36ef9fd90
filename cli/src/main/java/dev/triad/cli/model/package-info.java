// SPDX-License-Identifier: Apache-2.0
/// `triad model …`: models in and out of Triad. Start at [dev.triad.cli.model.ModelCommand], which lists the
/// commands.
@NullMarked
package dev.triad.cli.model;

import org.jspecify.annotations.NullMarked;
