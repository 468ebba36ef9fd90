// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// What a model reads of a question at a time: the question and a window of its text. Arrays are made when they are
/// asked for, because windows overlap and there may be hundreds of thousands of them.
///
/// @param question the question
/// @param number which of its windows
record WindowRow(EncodedQuestion question, int number) {
    /// The token that stands for "no answer".
    static final int NOWHERE = 0;

    Window window() {
        return question.windows().get(number);
    }

    /// Length in tokens.
    int length() {
        return question.layout().added() + question.query().length + window().length();
    }

    int[] ids() {
        return question.layout().ids(question.query(), question.context().ids(), window().first(), window().length());
    }

    int[] types() {
        return question.layout().types(question.query().length, window().length());
    }

    /// Where the window begins in the row.
    int offset() {
        return question.layout().secondStart(question.query().length);
    }

    /// Where the answer begins in the row; [#NOWHERE] if it is not wholly in the window.
    int start() {
        var answer = question.answer();
        return answer != null && window().contains(answer) ? offset() + answer.first() - window().first() : NOWHERE;
    }

    /// Where the answer's last token is in the row; [#NOWHERE] likewise.
    int end() {
        var answer = question.answer();
        return answer != null && window().contains(answer) ? offset() + answer.last() - window().first() : NOWHERE;
    }

    /// Whether the question has no answer anywhere, which is another thing than having none in this window.
    boolean isImpossible() {
        return !question.question().isAnswerable();
    }
}
