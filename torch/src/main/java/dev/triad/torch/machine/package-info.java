// SPDX-License-Identifier: Apache-2.0
/// What machine this is and what runs best on it: processors as far as the container lets us use them, memory, GPUs,
/// the libtorch at hand; measured products and attention; and the settings that later runs take their defaults from.
/// Start at [dev.triad.torch.machine.Settings], which the others lead to.
@NullMarked
package dev.triad.torch.machine;

import org.jspecify.annotations.NullMarked;
