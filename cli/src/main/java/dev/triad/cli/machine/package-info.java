// SPDX-License-Identifier: Apache-2.0
/// `triad doctor`, and the options by which every command that computes is told on what. Start at
/// [dev.triad.cli.machine.Doctor]; what it reports is found out by `dev.triad.torch.machine`.
@NullMarked
package dev.triad.cli.machine;

import org.jspecify.annotations.NullMarked;
