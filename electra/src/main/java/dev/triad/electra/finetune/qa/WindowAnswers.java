// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import java.util.List;

/// What a model says about one window.
///
/// @param spans possible answers, in no order
/// @param none how much speaks for there being no answer
record WindowAnswers(List<Scored> spans, double none) {
    WindowAnswers {
        spans = List.copyOf(spans);
    }

    /// A possible answer: tokens of the whole text, both ends included.
    record Scored(int first, int last, double score) {}
}
