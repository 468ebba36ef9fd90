// SPDX-License-Identifier: Apache-2.0
/// Networks: a [dev.triad.torch.nn.Module] is an ordered, named tree of [dev.triad.torch.nn.Parameter]s whose field
/// names are the checkpoint's names. Start at [dev.triad.torch.nn.Linear] for a small module, at
/// [dev.triad.torch.nn.Pass] for what a forward pass carries (training or not, random draws, compute settings), and
/// at [dev.triad.torch.nn.WeightTransform] for the seam through which quantisation noise reaches any weight.
@NullMarked
package dev.triad.torch.nn;

import org.jspecify.annotations.NullMarked;
