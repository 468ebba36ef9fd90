// SPDX-License-Identifier: Apache-2.0
/// Tensors on libtorch whose native memory cannot leak: every tensor lives in a [dev.triad.torch.tensor.Scope]
/// and dies with it. Start at [dev.triad.torch.tensor.Scope] and [dev.triad.torch.tensor.Tensor]; arithmetic is
/// on the tensor, network functions in [dev.triad.torch.tensor.Functional], creation in
/// [dev.triad.torch.tensor.Tensors].
@NullMarked
package dev.triad.torch.tensor;

import org.jspecify.annotations.NullMarked;
