// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.core.text.Tokenizer;
import dev.triad.runtime.encoder.TokenRow;
import java.util.Arrays;

/// How a tokenizer lays out a pair: `[CLS] a [SEP] b [SEP]` in two segments, or `<s> a </s> </s> b </s>` in one.
///
/// @param example the layout of two texts of one token or more
/// @param first where the first text begins in it
/// @param firstEnd where it ends
/// @param second where the second text begins
/// @param secondEnd where it ends
public record PairLayout(Encoding example, int first, int firstEnd, int second, int secondEnd) {
    /// Reads the layout off a pair of short texts.
    ///
    /// @throws IllegalArgumentException when the tokenizer has none
    public static PairLayout of(Tokenizer tokenizer) {
        var pair = tokenizer.encode("a", "b", EncodeOptions.MODEL);
        int[] sequences = pair.sequences();
        int first = position(sequences, 0, 0, true);
        int second = position(sequences, 1, 0, true);
        if (first == 0) {
            throw new IllegalArgumentException("this tokenizer puts no token before a text, so there is none that could"
                    + " stand for \"no answer\"; question answering needs one like BERT's or RoBERTa's");
        }
        return new PairLayout(
                pair, first, position(sequences, 0, first, false), second, position(sequences, 1, second, false));
    }

    /// The first place from `from` on where a text is, or is not.
    private static int position(int[] sequences, int wanted, int from, boolean is) {
        int at = from;
        while (at < sequences.length && (sequences[at] == wanted) != is) {
            at++;
        }
        if (is && at == sequences.length) {
            throw new IllegalArgumentException("this tokenizer makes no tokens of the letters a and b");
        }
        return at;
    }

    /// Special tokens in all.
    int added() {
        return first + second - firstEnd + example.length() - secondEnd;
    }

    /// Where the second text begins.
    int secondStart(int firstLength) {
        return first + firstLength + second - firstEnd;
    }

    /// A row: `query`, and `length` of the ids `context` from `from` on.
    TokenRow row(int[] query, int[] context, int from, int length) {
        var ids = new int[added() + query.length + length];
        var types = new int[ids.length];
        int at = copy(0, first, 0, ids, types);
        System.arraycopy(query, 0, ids, at, query.length);
        Arrays.fill(types, at, at + query.length, example.typeIds()[first]);
        at = copy(firstEnd, second, at + query.length, ids, types);
        System.arraycopy(context, from, ids, at, length);
        Arrays.fill(types, at, at + length, example.typeIds()[second]);
        copy(secondEnd, example.length(), at + length, ids, types);
        return new TokenRow(ids, types);
    }

    private int copy(int from, int end, int to, int[] ids, int[] types) {
        System.arraycopy(example.ids(), from, ids, to, end - from);
        System.arraycopy(example.typeIds(), from, types, to, end - from);
        return to + end - from;
    }
}
