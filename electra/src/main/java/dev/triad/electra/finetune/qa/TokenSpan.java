// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// Tokens of a text, both ends included, counted from its first.
record TokenSpan(int first, int last) {
    TokenSpan {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no span from " + first + " to " + last);
        }
    }

    int length() {
        return last - first + 1;
    }
}
