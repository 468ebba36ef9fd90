// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.text.Tokenizer;
import org.jspecify.annotations.Nullable;

/// The tokens of a text, and where each stands in it.
///
/// @param text the text
/// @param ids token ids
/// @param starts first UTF-16 code unit of each token
/// @param ends code unit after its last
@SuppressWarnings("ArrayRecordComponent") // compared by identity only: the questions of a paragraph share it
record ContextTokens(String text, int[] ids, int[] starts, int[] ends) {
    static ContextTokens of(String text, Tokenizer tokenizer) {
        var encoding = tokenizer.encode(text);
        return new ContextTokens(text, encoding.ids(), encoding.starts(), encoding.ends());
    }

    int length() {
        return ids.length;
    }

    /// The text from one token to another, both included.
    String text(int first, int last) {
        return text.substring(starts[first], ends[last]);
    }

    /// The tokens that an answer touches; null if there is no answer at its place, or no token.
    ///
    /// Differs from the reference, which finds the words around the answer and then looks among their pieces for
    /// the answer's own: tokens that know their place need no search, and hit the right one of two equal answers in
    /// one word.
    @Nullable
    TokenSpan tokens(CharSpan answer) {
        int first = 0;
        while (first < length() && ends[first] <= answer.start()) first++;
        int last = first;
        while (last < length() && starts[last] < answer.end()) last++;
        return first == last ? null : new TokenSpan(first, last - 1);
    }
}
