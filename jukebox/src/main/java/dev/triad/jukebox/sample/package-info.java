// SPDX-License-Identifier: Apache-2.0
/// Music out of priors: each level is generated window after window, each window going on from what the one
/// before it left (Dhariwal et al. 2020, section 4.3). Start at [dev.triad.jukebox.sample.LevelSampler];
/// [dev.triad.jukebox.sample.Request] says what is wanted.
@NullMarked
package dev.triad.jukebox.sample;

import org.jspecify.annotations.NullMarked;
