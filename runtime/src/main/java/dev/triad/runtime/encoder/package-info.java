// SPDX-License-Identifier: Apache-2.0
/// The forward pass of ELECTRA, BERT and RoBERTa (Devlin et al. 2019, Liu et al. 2019, Clark et al. 2020) on rows of
/// tokens that lie one after another, without padding, and the heads that answer. Start at
/// [dev.triad.runtime.encoder.Encoder].
@NullMarked
package dev.triad.runtime.encoder;

import org.jspecify.annotations.NullMarked;
