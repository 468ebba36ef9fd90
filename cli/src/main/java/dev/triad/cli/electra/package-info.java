// SPDX-License-Identifier: Apache-2.0
/// `triad electra …`: pretraining text encoders, fine-tuning them, and putting them to work. Start at
/// [dev.triad.cli.electra.ElectraCommand].
@NullMarked
package dev.triad.cli.electra;

import org.jspecify.annotations.NullMarked;
