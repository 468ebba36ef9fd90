// SPDX-License-Identifier: Apache-2.0
/// What stands on an encoder: one head per kind of answer, in the form and under the names each family's
/// checkpoints have. Start at [dev.triad.electra.head.Head] and [dev.triad.electra.head.Prediction]; ELECTRA's
/// own question answering (Clark et al. 2020, released code) is
/// [dev.triad.electra.head.JointQuestionAnsweringHead].
@NullMarked
package dev.triad.electra.head;

import org.jspecify.annotations.NullMarked;
