// SPDX-License-Identifier: Apache-2.0
/// Models as they are stored: Hugging Face's `config.json` and tensor names, and Google's TensorFlow names for
/// ELECTRA, brought to one form and back. Start at [dev.triad.electra.checkpoint.TextModel]; what happens to
/// names on the way in is in [dev.triad.electra.checkpoint.CheckpointNames].
@NullMarked
package dev.triad.electra.checkpoint;

import org.jspecify.annotations.NullMarked;
