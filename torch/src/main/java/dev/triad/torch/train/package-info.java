// SPDX-License-Identifier: Apache-2.0
/// Training that can be killed at any moment and goes on with the same losses, bit for bit. Start at
/// [dev.triad.torch.train.Trainer], whose loop is plain, and at [dev.triad.torch.train.Objective], the seam through
/// which every model is trained; a run's files are [dev.triad.torch.train.RunFolder].
@NullMarked
package dev.triad.torch.train;

import org.jspecify.annotations.NullMarked;
