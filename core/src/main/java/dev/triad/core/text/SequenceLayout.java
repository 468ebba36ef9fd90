// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import org.jspecify.annotations.Nullable;

/// Where a model wants its special tokens.
enum SequenceLayout {
    /// `[CLS] a [SEP]`, `[CLS] a [SEP] b [SEP]`; the second text and its separator are segment 1.
    BERT(1, 1),
    /// `<s> a </s>`, `<s> a </s> </s> b </s>`; one segment.
    ROBERTA(2, 0),
    /// No special tokens.
    PLAIN(0, 1);

    /// Separators between the texts of a pair; 0 for a layout without special tokens.
    private final int separators;

    private final int secondType;

    SequenceLayout(int separators, int secondType) {
        this.separators = separators;
        this.secondType = secondType;
    }

    /// How many special tokens are added.
    int added(boolean pair) {
        return separators == 0 ? 0 : pair ? 2 + separators : 2;
    }

    Encoding arrange(Vocabulary vocabulary, TextTokens first, @Nullable TextTokens second, boolean special) {
        boolean marked = special && separators > 0;
        int length = first.size() + (second == null ? 0 : second.size()) + (marked ? added(second != null) : 0);
        var encoding =
                new Encoding(new int[length], new int[length], new int[length], new int[length], new int[length]);
        int at = marked ? put(encoding, 0, vocabulary.id(SpecialToken.CLASSIFICATION), 0) : 0;
        at = put(encoding, at, first, 0, 0);
        at = marked ? put(encoding, at, vocabulary.id(SpecialToken.SEPARATOR), 0) : at;
        if (second != null) {
            for (int i = 1; marked && i < separators; i++) {
                at = put(encoding, at, vocabulary.id(SpecialToken.SEPARATOR), secondType);
            }
            at = put(encoding, at, second, 1, secondType);
            at = marked ? put(encoding, at, vocabulary.id(SpecialToken.SEPARATOR), secondType) : at;
        }
        return encoding;
    }

    private static int put(Encoding encoding, int at, int id, int type) {
        encoding.ids()[at] = id;
        encoding.typeIds()[at] = type;
        encoding.sequences()[at] = -1;
        return at + 1;
    }

    private static int put(Encoding encoding, int at, TextTokens tokens, int sequence, int type) {
        for (int i = 0; i < tokens.size(); i++) {
            encoding.ids()[at + i] = tokens.ids().get(i);
            encoding.starts()[at + i] = tokens.starts().get(i);
            encoding.ends()[at + i] = tokens.ends().get(i);
            encoding.typeIds()[at + i] = type;
            encoding.sequences()[at + i] = sequence;
        }
        return at + tokens.size();
    }
}
