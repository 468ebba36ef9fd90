// SPDX-License-Identifier: Apache-2.0
/// What commands have in common that train a model: the run's folder and settings, noise, and what a run that is to go
/// on was started with. Start at [dev.triad.cli.training.RunOptions].
@NullMarked
package dev.triad.cli.training;

import org.jspecify.annotations.NullMarked;
