// SPDX-License-Identifier: Apache-2.0
/// Speed of encoders beside PyTorch. Start at [dev.triad.bench.electra.EncoderBench].
@NullMarked
package dev.triad.bench.electra;

import org.jspecify.annotations.NullMarked;
