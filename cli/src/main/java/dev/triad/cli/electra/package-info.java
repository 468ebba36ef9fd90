// SPDX-License-Identifier: Apache-2.0
/// `triad electra …`: encoders from pretraining to prediction at the command line. Start at
/// [dev.triad.cli.electra.ElectraCommand].
@NullMarked
package dev.triad.cli.electra;

import org.jspecify.annotations.NullMarked;
