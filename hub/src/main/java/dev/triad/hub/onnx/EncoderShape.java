// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

/// What an exported encoder looks like, under the names of Hugging Face's `config.json`.
///
/// @param family whose names and positions it has
/// @param vocabSize rows of the token table
/// @param embeddingSize width of the tables; other than `hiddenSize` only for ELECTRA, which then projects
/// @param hiddenSize width of the layers
/// @param numHiddenLayers how many layers
/// @param numAttentionHeads how many heads share the hidden size
/// @param intermediateSize width of the feed-forward layers
/// @param hiddenAct their activation
/// @param maxPositionEmbeddings rows of the position table
/// @param typeVocabSize rows of the segment table
/// @param layerNormEps ε of layer norms
/// @param padTokenId the id that fills rows up; RoBERTa counts positions from it
/// @param head what stands on top
/// @param labels how many classes the head tells apart; 0 where it has none
/// @param tiedOutput whether a masked language head shares the token table
public record EncoderShape(
        Family family,
        int vocabSize,
        int embeddingSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        HiddenAct hiddenAct,
        int maxPositionEmbeddings,
        int typeVocabSize,
        double layerNormEps,
        int padTokenId,
        HeadForm head,
        int labels,
        boolean tiedOutput) {
    /// The architectures that share this encoder.
    public enum Family {
        ELECTRA("electra"),
        BERT("bert"),
        ROBERTA("roberta");

        private final String prefix;

        Family(String prefix) {
            this.prefix = prefix;
        }

        /// What the names of the encoder's tensors begin with, without a full stop.
        String prefix() {
            return prefix;
        }
    }

    /// What is between the two feed-forward layers.
    public enum HiddenAct {
        /// x Φ(x) by the error function: "gelu".
        GELU,
        /// The same by a hyperbolic tangent: "gelu_new", "gelu_fast", "gelu_pytorch_tanh".
        GELU_NEW,
        RELU,
        TANH
    }

    /// What the model answers.
    public enum HeadForm {
        /// Nothing of its own: `last_hidden_state` [batch, sequence, hidden].
        NONE(false),
        /// ELECTRA's discriminator: `logits` [batch, sequence], positive where a token was replaced.
        REPLACED_TOKEN(false),
        /// `logits` [batch, sequence, vocabulary].
        MASKED_LM(false),
        /// `logits` [batch, labels] from the first token, as Hugging Face's class of the family computes them.
        SEQUENCE_CLASSIFICATION(true),
        /// `logits` [batch, labels] from the first token by one linear layer, as ELECTRA's own code does.
        LINEAR_CLASSIFICATION(true),
        /// `logits` [batch, sequence, labels].
        TOKEN_CLASSIFICATION(true),
        /// `start_logits` and `end_logits`, each [batch, sequence].
        QUESTION_ANSWERING(false);

        private final boolean labelled;

        HeadForm(boolean labelled) {
            this.labelled = labelled;
        }
    }

    /// @throws IllegalArgumentException if the sizes do not go together
    public EncoderShape {
        requirePositive("vocab_size", vocabSize);
        requirePositive("embedding_size", embeddingSize);
        requirePositive("hidden_size", hiddenSize);
        requirePositive("num_hidden_layers", numHiddenLayers);
        requirePositive("num_attention_heads", numAttentionHeads);
        requirePositive("intermediate_size", intermediateSize);
        requirePositive("max_position_embeddings", maxPositionEmbeddings);
        requirePositive("type_vocab_size", typeVocabSize);
        if (hiddenSize % numAttentionHeads != 0) {
            throw new IllegalArgumentException("hidden_size must be a multiple of num_attention_heads, got "
                    + hiddenSize + " and " + numAttentionHeads + ".");
        }
        if (family != Family.ELECTRA && embeddingSize != hiddenSize) {
            throw new IllegalArgumentException("only ELECTRA projects its embeddings, got embedding_size "
                    + embeddingSize + " and hidden_size " + hiddenSize + " for " + family.prefix + ".");
        }
        if (family != Family.ELECTRA && head == HeadForm.REPLACED_TOKEN) {
            throw new IllegalArgumentException("only ELECTRA has a replaced-token head, got " + family.prefix + ".");
        }
        if (head.labelled ? labels < 1 : labels != 0) {
            throw new IllegalArgumentException("the head " + head + " has "
                    + (head.labelled ? "at least one label" : "no labels") + ", got " + labels + ".");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value + ".");
        }
    }

    int headSize() {
        return hiddenSize / numAttentionHeads;
    }
}
