// SPDX-License-Identifier: Apache-2.0
/// From weights to the model file: [dev.triad.quant.pack.Packer] computes codes and codebooks as a plan says, and
/// reports what each weight lost. What is packed stays what it is when it is unpacked and packed again. The file
/// itself is [dev.triad.core.model.packed.PackedModel].
@NullMarked
package dev.triad.quant.pack;

import org.jspecify.annotations.NullMarked;
