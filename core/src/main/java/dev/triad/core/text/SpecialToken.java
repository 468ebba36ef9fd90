// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// The parts that tokens outside the text play.
public enum SpecialToken {
    /// Fills a batch up to its length.
    PADDING("[PAD]", "<pad>"),
    /// Stands for what the vocabulary cannot spell.
    UNKNOWN("[UNK]", "<unk>"),
    /// Opens a sequence; classifiers read its vector.
    CLASSIFICATION("[CLS]", "<s>"),
    /// Closes a segment.
    SEPARATOR("[SEP]", "</s>"),
    /// Hides a token that the model must guess.
    MASK("[MASK]", "<mask>");

    private final String bert;
    private final String roberta;

    SpecialToken(String bert, String roberta) {
        this.bert = bert;
        this.roberta = roberta;
    }

    /// How BERT and ELECTRA spell it.
    public String bert() {
        return bert;
    }

    /// How RoBERTa spells it.
    public String roberta() {
        return roberta;
    }
}
