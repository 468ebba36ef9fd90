// SPDX-License-Identifier: Apache-2.0
/// Models from elsewhere, and back: start at [dev.triad.hub.ModelDirectory], which finds out what a folder or file
/// holds and opens its tensors, whoever wrote them. The formats have packages of their own below:
/// [dev.triad.hub.pickle] for PyTorch, [dev.triad.hub.tensorflow] for TensorFlow, [dev.triad.hub.tokenizer] for the
/// files of tokenizers, [dev.triad.hub.download] for the Hugging Face hub; safetensors are read by
/// [dev.triad.core.model]. Every file is taken for hostile.
@NullMarked
package dev.triad.hub;

import org.jspecify.annotations.NullMarked;
