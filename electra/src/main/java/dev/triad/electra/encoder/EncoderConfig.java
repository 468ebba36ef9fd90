// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

/// The sizes of an encoder, under the names of Hugging Face's `config.json`.
///
/// @param family ELECTRA, BERT or RoBERTa
/// @param vocabSize rows of the token table
/// @param embeddingSize width of the tables; other than `hiddenSize` only for ELECTRA, which then projects
/// @param hiddenSize width of the layers
/// @param numHiddenLayers how many layers
/// @param numAttentionHeads how many heads share the hidden size
/// @param intermediateSize width of the feed-forward layers
/// @param hiddenAct their activation
/// @param hiddenDropoutProb dropout on embeddings and sub-layer outputs
/// @param attentionProbsDropoutProb dropout on attention weights
/// @param maxPositionEmbeddings rows of the position table (RoBERTa's has two more than positions)
/// @param typeVocabSize rows of the segment table
/// @param layerNormEps ε of layer norms
/// @param padTokenId the id that fills rows up
/// @param initializerRange deviation of the truncated normal that weights start from
public record EncoderConfig(
        EncoderFamily family,
        int vocabSize,
        int embeddingSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        Activation hiddenAct,
        double hiddenDropoutProb,
        double attentionProbsDropoutProb,
        int maxPositionEmbeddings,
        int typeVocabSize,
        double layerNormEps,
        int padTokenId,
        double initializerRange) {
    public EncoderConfig {
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
                    + hiddenSize + " and " + numAttentionHeads);
        }
        if (family != EncoderFamily.ELECTRA && embeddingSize != hiddenSize) {
            throw new IllegalArgumentException("only ELECTRA projects its embeddings, got embedding_size "
                    + embeddingSize + " and hidden_size " + hiddenSize + " for " + family.modelType());
        }
        if (padTokenId < 0 || padTokenId >= vocabSize) {
            throw new IllegalArgumentException("pad_token_id must be in the vocabulary, got " + padTokenId);
        }
        if (family.positionsFollowPadding() && maxPositionEmbeddings <= padTokenId + 1) {
            throw new IllegalArgumentException("max_position_embeddings must be more than pad_token_id + 1, got "
                    + maxPositionEmbeddings + " and " + padTokenId);
        }
        if (!(layerNormEps > 0))
            throw new IllegalArgumentException("layer_norm_eps must be positive, got " + layerNormEps);
        requireProbability("hidden_dropout_prob", hiddenDropoutProb);
        requireProbability("attention_probs_dropout_prob", attentionProbsDropoutProb);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value < 1)) throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }

    /// ELECTRA-Small's discriminator (Clark et al. 2020, table 6).
    public static EncoderConfig electraSmall() {
        return electra(128, 256, 12, 4);
    }

    /// ELECTRA-Base's discriminator.
    public static EncoderConfig electraBase() {
        return electra(768, 768, 12, 12);
    }

    /// ELECTRA-Large's discriminator.
    public static EncoderConfig electraLarge() {
        return electra(1024, 1024, 24, 16);
    }

    private static EncoderConfig electra(int embedding, int hidden, int layers, int heads) {
        return new EncoderConfig(
                EncoderFamily.ELECTRA,
                30_522,
                embedding,
                hidden,
                layers,
                heads,
                4 * hidden,
                Activation.GELU,
                0.1,
                0.1,
                512,
                2,
                1e-12,
                0,
                0.02);
    }

    /// BERT-Base, uncased.
    public static EncoderConfig bertBase() {
        return new EncoderConfig(
                EncoderFamily.BERT, 30_522, 768, 768, 12, 12, 3072, Activation.GELU, 0.1, 0.1, 512, 2, 1e-12, 0, 0.02);
    }

    /// RoBERTa-base.
    public static EncoderConfig robertaBase() {
        return new EncoderConfig(
                EncoderFamily.ROBERTA,
                50_265,
                768,
                768,
                12,
                12,
                3072,
                Activation.GELU,
                0.1,
                0.1,
                514,
                1,
                1e-5,
                1,
                0.02);
    }

    /// The generator of an ELECTRA discriminator: hidden size times `width` and layers times `depth`, rounded;
    /// heads as wide as the discriminator's (64 in published sizes) and a feed-forward of four times the width.
    /// Tables keep their width, because they are shared.
    public EncoderConfig generator(double width, double depth) {
        int hidden = (int) Math.rint(hiddenSize * width);
        return new EncoderConfig(
                family,
                vocabSize,
                embeddingSize,
                hidden,
                (int) Math.rint(numHiddenLayers * depth),
                Math.max(1, hidden / headSize()),
                4 * hidden,
                hiddenAct,
                hiddenDropoutProb,
                attentionProbsDropoutProb,
                maxPositionEmbeddings,
                typeVocabSize,
                layerNormEps,
                padTokenId,
                initializerRange);
    }

    public EncoderConfig withMaxPositionEmbeddings(int positions) {
        return new EncoderConfig(
                family,
                vocabSize,
                embeddingSize,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                hiddenDropoutProb,
                attentionProbsDropoutProb,
                positions,
                typeVocabSize,
                layerNormEps,
                padTokenId,
                initializerRange);
    }

    /// The same sizes with fewer or more layers.
    public EncoderConfig withNumHiddenLayers(int layers) {
        return new EncoderConfig(
                family,
                vocabSize,
                embeddingSize,
                hiddenSize,
                layers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                hiddenDropoutProb,
                attentionProbsDropoutProb,
                maxPositionEmbeddings,
                typeVocabSize,
                layerNormEps,
                padTokenId,
                initializerRange);
    }

    /// Width of one head.
    public int headSize() {
        return hiddenSize / numAttentionHeads;
    }

    /// Whether embeddings are projected to the hidden size.
    public boolean projects() {
        return embeddingSize != hiddenSize;
    }

    /// The longest input: RoBERTa's table has `padTokenId` + 1 rows that no token uses.
    public int maxLength() {
        return family.positionsFollowPadding() ? maxPositionEmbeddings - padTokenId - 1 : maxPositionEmbeddings;
    }
}
