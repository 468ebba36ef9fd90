// SPDX-License-Identifier: Apache-2.0
/// Questions about texts: windows over a text that is too long, the heads that tell where an answer begins and ends
/// (Devlin et al. 2019; ELECTRA's joint one after Yang et al. 2019), and the choice among all spans. Start at
/// [dev.triad.runtime.question.AskedQuestion].
@NullMarked
package dev.triad.runtime.question;

import org.jspecify.annotations.NullMarked;
