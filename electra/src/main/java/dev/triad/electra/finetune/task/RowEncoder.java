// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns texts and words into rows of tokens that fit a length, and counts what had to be cut.
public final class RowEncoder {
    /// Fewer tokens leave no room for text between special ones.
    private static final int SHORTEST = 8;

    private static final int[] NOWHERE = {};

    private final Tokenizer tokenizer;
    private final int maxLength;
    private int cut;

    /// @param maxLength longest row in tokens, special ones included
    public RowEncoder(Tokenizer tokenizer, int maxLength) {
        if (maxLength < SHORTEST) {
            throw new IllegalArgumentException("the longest row must have at least " + SHORTEST + " tokens, got "
                    + maxLength + "; raise --max-length");
        }
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
    }

    public int maxLength() {
        return maxLength;
    }

    /// How many rows were too long: texts that lost their end, sentences that were split into several rows.
    public int cut() {
        return cut;
    }

    /// A text, or a pair of which the longer text is cut first; of two equally long ones the second.
    public EncodedRow text(String first, @Nullable String second, Answer answer) {
        var whole = tokenizer.encode(first, second, EncodeOptions.MODEL);
        if (whole.length() <= maxLength) {
            return new EncodedRow(whole.ids(), whole.typeIds(), NOWHERE, answer, false);
        }
        cut++;
        int[] lengths = new int[2];
        for (int sequence : whole.sequences()) if (sequence >= 0) lengths[sequence]++;
        int special = whole.length() - lengths[0] - lengths[1];
        return shortened(whole, kept(lengths, maxLength - special), answer);
    }

    /// How many tokens of each text stay: as if one were taken from the end of the longer text, or of the second
    /// when they are equally long, until both fit.
    private static int[] kept(int[] lengths, int room) {
        int first = lengths[0];
        int second = lengths[1];
        int half = room / 2;
        if (second <= half) return new int[] {Math.min(first, room - second), second};
        if (first <= room - half) return new int[] {first, Math.min(second, room - first)};
        return new int[] {room - half, half};
    }

    private static EncodedRow shortened(Encoding whole, int[] kept, Answer answer) {
        var ids = new int[whole.length()];
        var types = new int[whole.length()];
        int[] seen = new int[2];
        int count = 0;
        for (int i = 0; i < whole.length(); i++) {
            int sequence = whole.sequences()[i];
            if (sequence >= 0 && ++seen[sequence] > kept[sequence]) continue;
            ids[count] = whole.ids()[i];
            types[count++] = whole.typeIds()[i];
        }
        return new EncodedRow(Arrays.copyOf(ids, count), Arrays.copyOf(types, count), NOWHERE, answer, false);
    }

    /// A sentence given as words; the first piece of each answers for it. A sentence with too many pieces becomes
    /// several rows, so that no word goes without an answer. A word that alone is too long loses its last pieces.
    /// Differs from the original, which drops the end of long sentences, and drops more than it must.
    ///
    /// @param labels one per word, or null where nobody knows
    public List<EncodedRow> words(List<String> words, int @Nullable [] labels) {
        var rows = new ArrayList<EncodedRow>();
        int room = maxLength - 2;
        var pieces = new int[room];
        int from = 0;
        int filled = 0;
        var places = new ArrayList<Integer>();
        for (int word = 0; word < words.size(); word++) {
            var ids = pieces(words.get(word));
            int length = Math.min(ids.length, room);
            if (filled + length > room) {
                rows.add(row(pieces, filled, places, answer(labels, from, word), !rows.isEmpty()));
                from = word;
                filled = 0;
                places.clear();
            }
            places.add(filled + 1);
            System.arraycopy(ids, 0, pieces, filled, length);
            filled += length;
        }
        if (!places.isEmpty()) {
            rows.add(row(pieces, filled, places, answer(labels, from, words.size()), !rows.isEmpty()));
        }
        if (rows.size() > 1) cut++;
        return rows;
    }

    /// Byte-level tokenizers know a word by the space before it; to the others the space says nothing.
    private int[] pieces(String word) {
        var ids = tokenizer.encode(" " + word).ids();
        return ids.length > 0 ? ids : new int[] {tokenizer.vocabulary().id(SpecialToken.UNKNOWN)};
    }

    private static Answer answer(int @Nullable [] labels, int from, int to) {
        return labels == null ? Answer.UNKNOWN : new Answer.Tags(Arrays.copyOfRange(labels, from, to));
    }

    private EncodedRow row(int[] pieces, int filled, List<Integer> places, Answer answer, boolean continues) {
        var ids = new int[filled + 2];
        ids[0] = tokenizer.vocabulary().id(SpecialToken.CLASSIFICATION);
        System.arraycopy(pieces, 0, ids, 1, filled);
        ids[filled + 1] = tokenizer.vocabulary().id(SpecialToken.SEPARATOR);
        return new EncodedRow(
                ids,
                new int[ids.length],
                places.stream().mapToInt(Integer::intValue).toArray(),
                answer,
                continues);
    }
}
