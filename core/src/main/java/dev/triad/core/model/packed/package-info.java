// SPDX-License-Identifier: Apache-2.0
/// Compressed models: one safetensors file with the weights (dense, int8, int4 or product codes), the
/// configuration and the tokenizer. Start at [dev.triad.core.model.packed.PackedModel], which reads one through a
/// memory map, and [dev.triad.core.model.packed.PackedLayout], which predicts the size of one to the byte before
/// anything is computed; how weights are encoded is in the four kinds of
/// [dev.triad.core.model.packed.PackedWeight]. Product codes are those of Quant-Noise (Fan, Stock et al.,
/// https://arxiv.org/abs/2004.07320).
@NullMarked
package dev.triad.core.model.packed;

import org.jspecify.annotations.NullMarked;
