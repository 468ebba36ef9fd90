// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Tokenizer;
import java.util.Arrays;

/// How a tokenizer lays out a pair: `[CLS] a [SEP] b [SEP]` in two segments, or `<s> a </s> </s> b </s>` in one.
///
/// @param before special tokens before the first text
/// @param between those between the texts
/// @param after those after the second
/// @param firstType segment of the first text
/// @param secondType segment of the second text and what comes after
/// @param betweenTypes segments of the tokens between the texts
@SuppressWarnings("ArrayRecordComponent") // never compared
record PairLayout(int[] before, int[] between, int[] after, int firstType, int secondType, int[] betweenTypes) {
    /// Reads the layout off a pair of short texts.
    static PairLayout of(Tokenizer tokenizer) {
        var pair = tokenizer.encode("a", "b", EncodeOptions.MODEL);
        int first = position(pair.sequences(), 0);
        int second = position(pair.sequences(), 1);
        int firstEnd = first;
        while (pair.sequences()[firstEnd] == 0) firstEnd++;
        int secondEnd = second;
        while (secondEnd < pair.length() && pair.sequences()[secondEnd] == 1) secondEnd++;
        if (first == 0) {
            throw new IllegalArgumentException("this tokenizer puts no token before a text, so there is none that could"
                    + " stand for \"no answer\"; question answering needs one like BERT's or RoBERTa's");
        }
        return new PairLayout(
                Arrays.copyOf(pair.ids(), first),
                Arrays.copyOfRange(pair.ids(), firstEnd, second),
                Arrays.copyOfRange(pair.ids(), secondEnd, pair.length()),
                pair.typeIds()[first],
                pair.typeIds()[second],
                Arrays.copyOfRange(pair.typeIds(), firstEnd, second));
    }

    private static int position(int[] sequences, int wanted) {
        for (int i = 0; i < sequences.length; i++) {
            if (sequences[i] == wanted) return i;
        }
        throw new IllegalArgumentException("this tokenizer makes no tokens of the letters a and b");
    }

    /// Special tokens in all.
    int added() {
        return before.length + between.length + after.length;
    }

    /// Where the second text begins.
    int secondStart(int firstLength) {
        return before.length + firstLength + between.length;
    }

    /// The ids of a row: `first`, and `length` of the ids `second` from `from` on.
    int[] ids(int[] first, int[] second, int from, int length) {
        var ids = new int[added() + first.length + length];
        System.arraycopy(before, 0, ids, 0, before.length);
        System.arraycopy(first, 0, ids, before.length, first.length);
        System.arraycopy(between, 0, ids, before.length + first.length, between.length);
        int start = secondStart(first.length);
        System.arraycopy(second, from, ids, start, length);
        System.arraycopy(after, 0, ids, start + length, after.length);
        return ids;
    }

    /// The segments of that row.
    int[] types(int firstLength, int length) {
        var types = new int[added() + firstLength + length];
        int start = secondStart(firstLength);
        Arrays.fill(types, 0, start, firstType);
        System.arraycopy(betweenTypes, 0, types, before.length + firstLength, between.length);
        Arrays.fill(types, start, types.length, secondType);
        return types;
    }
}
