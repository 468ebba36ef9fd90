// SPDX-License-Identifier: Apache-2.0
/// The counter-based generator every random draw of the project comes from. A draw is addressed, not stored: a
/// [dev.triad.core.random.RandomKey] (from the run's seed) together with a step, a micro-batch and a site names a
/// sequence of 2³⁴ random words, so a resumed run draws what the interrupted one would have drawn, on any number of
/// threads. Start at [dev.triad.core.random.RandomKey]; take single numbers from [dev.triad.core.random.RandomStream]
/// and whole tensors (initial weights, dropout masks) from [dev.triad.core.random.RandomFill]. The generator is
/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011).
@NullMarked
package dev.triad.core.random;

import org.jspecify.annotations.NullMarked;
