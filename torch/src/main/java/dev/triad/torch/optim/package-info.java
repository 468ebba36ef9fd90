// SPDX-License-Identifier: Apache-2.0
/// What moves weights: [dev.triad.torch.optim.Adam] in the three variants the papers use, learning-rate
/// [dev.triad.torch.optim.Schedule]s, gradient clipping and weight averaging. Start at
/// [dev.triad.torch.optim.Adam].
@NullMarked
package dev.triad.torch.optim;

import org.jspecify.annotations.NullMarked;
