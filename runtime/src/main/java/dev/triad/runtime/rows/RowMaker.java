// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.rows;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Encoding;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.runtime.encoder.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes rows of tokens that fit a length. Any thread may use it.
public final class RowMaker {
    /// Fewer tokens leave no room for text between special ones.
    private static final int SHORTEST = 8;

    private final Tokenizer tokenizer;
    private final int maxLength;

    /// @param maxLength longest row in tokens, special ones included
    public RowMaker(Tokenizer tokenizer, int maxLength) {
        if (maxLength < SHORTEST) {
            throw new IllegalArgumentException(
                    "the longest row must have at least " + SHORTEST + " tokens, got " + maxLength);
        }
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
    }

    /// Longest row in tokens.
    public int maxLength() {
        return maxLength;
    }

    /// A text, or a pair of which the longer text is cut first; of two equally long ones the second.
    public TokenRow text(String first, @Nullable String second) {
        var row = encoding(first, second, EncodeOptions.MODEL);
        return new TokenRow(row.ids(), row.typeIds());
    }

    /// The same with the places of the tokens.
    ///
    /// @param how what to do with special tokens in the text
    public Encoding encoding(String first, @Nullable String second, EncodeOptions how) {
        var whole = tokenizer.encode(first, second, how);
        if (whole.length() <= maxLength) {
            return whole;
        }
        int[] lengths = new int[2];
        for (int sequence : whole.sequences()) {
            if (sequence >= 0) {
                lengths[sequence]++;
            }
        }
        int special = whole.length() - lengths[0] - lengths[1];
        return shortened(whole, kept(lengths, maxLength - special));
    }

    /// How many tokens of each text stay: as if one were taken from the end of the longer text, or of the second
    /// when they are equally long, until both fit.
    private static int[] kept(int[] lengths, int room) {
        int first = lengths[0];
        int second = lengths[1];
        int half = room / 2;
        if (second <= half) {
            return new int[] {Math.min(first, room - second), second};
        }
        if (first <= room - half) {
            return new int[] {first, Math.min(second, room - first)};
        }
        return new int[] {room - half, half};
    }

    private static Encoding shortened(Encoding whole, int[] kept) {
        int[] chosen = new int[whole.length()];
        int[] seen = new int[2];
        int count = 0;
        for (int i = 0; i < whole.length(); i++) {
            int sequence = whole.sequences()[i];
            if (sequence < 0 || ++seen[sequence] <= kept[sequence]) {
                chosen[count++] = i;
            }
        }
        int[] places = Arrays.copyOf(chosen, count);
        return new Encoding(
                pick(whole.ids(), places),
                pick(whole.starts(), places),
                pick(whole.ends(), places),
                pick(whole.typeIds(), places),
                pick(whole.sequences(), places));
    }

    private static int[] pick(int[] values, int[] places) {
        return Arrays.stream(places).map(place -> values[place]).toArray();
    }

    /// A sentence given as words; the first piece of each answers for it. A sentence with too many pieces becomes
    /// several rows, so that no word goes without an answer. A word that alone is too long loses its last pieces.
    public List<WordRow> words(List<String> words) {
        var rows = new ArrayList<WordRow>();
        int room = maxLength - 2;
        var pieces = new int[room];
        int filled = 0;
        var places = new ArrayList<Integer>();
        for (String word : words) {
            int[] ids = pieces(word);
            int length = Math.min(ids.length, room);
            if (filled + length > room) {
                rows.add(row(pieces, filled, places));
                filled = 0;
                places.clear();
            }
            places.add(filled + 1);
            System.arraycopy(ids, 0, pieces, filled, length);
            filled += length;
        }
        if (!places.isEmpty()) {
            rows.add(row(pieces, filled, places));
        }
        return rows;
    }

    /// Byte-level tokenizers know a word by the space before it; to the others the space says nothing.
    private int[] pieces(String word) {
        int[] ids = tokenizer.encode(" " + word).ids();
        return ids.length > 0 ? ids : new int[] {tokenizer.vocabulary().id(SpecialToken.UNKNOWN)};
    }

    private WordRow row(int[] pieces, int filled, List<Integer> places) {
        var ids = new int[filled + 2];
        ids[0] = tokenizer.vocabulary().id(SpecialToken.CLASSIFICATION);
        System.arraycopy(pieces, 0, ids, 1, filled);
        ids[filled + 1] = tokenizer.vocabulary().id(SpecialToken.SEPARATOR);
        return new WordRow(
                new TokenRow(ids, new int[ids.length]),
                places.stream().mapToInt(Integer::intValue).toArray());
    }
}
