// SPDX-License-Identifier: Apache-2.0
/// The step of a prior that generates, in plain Java: one position for each of a few sequences. Such a step is a chain
/// of small products, of which a tensor library spends most of its time on the calls; here arrays are walked from
/// front to back, in loops that the virtual machine turns into vector instructions. Start at
/// [dev.triad.jukebox.prior.step.StepStack].
@NullMarked
package dev.triad.jukebox.prior.step;

import org.jspecify.annotations.NullMarked;
