// SPDX-License-Identifier: Apache-2.0
/// The text encoder that ELECTRA, BERT and RoBERTa share: a post-norm transformer (Vaswani et al. 2017, Devlin et
/// al. 2019, Liu et al. 2019, Clark et al. 2020). Start at [dev.triad.electra.encoder.Encoder]; what the families
/// differ in is in [dev.triad.electra.encoder.EncoderFamily] and [dev.triad.electra.encoder.EncoderConfig].
@NullMarked
package dev.triad.electra.encoder;

import org.jspecify.annotations.NullMarked;
