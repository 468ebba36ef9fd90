// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// Weights drawn from their own names, all of them different from anything a forgotten one would count as:
/// biases are not 0, gains not 1.
final class RandomWeights implements Weights {
    private final TreeMap<String, Integer> sizes = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();

    /// Tensors by the sizes a shape gives them.
    static RandomWeights of(EncoderShape shape) {
        var weights = new RandomWeights();
        var encoder = shape.family().prefix() + ".";
        int e = shape.embeddingSize();
        int h = shape.hiddenSize();
        weights.add(encoder + "embeddings.word_embeddings.weight", shape.vocabSize() * e);
        weights.add(encoder + "embeddings.position_embeddings.weight", shape.maxPositionEmbeddings() * e);
        weights.add(encoder + "embeddings.token_type_embeddings.weight", shape.typeVocabSize() * e);
        weights.addPair(encoder + "embeddings.LayerNorm", e, e);
        if (e != h) {
            weights.addPair(encoder + "embeddings_project", h * e, h);
        }
        for (int i = 0; i < shape.numHiddenLayers(); i++) {
            var layer = encoder + "encoder.layer." + i + ".";
            for (var name : List.of(
                    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")) {
                weights.addPair(layer + name, h * h, h);
            }
            weights.addPair(layer + "attention.output.LayerNorm", h, h);
            weights.addPair(layer + "intermediate.dense", h * shape.intermediateSize(), shape.intermediateSize());
            weights.addPair(layer + "output.dense", h * shape.intermediateSize(), h);
            weights.addPair(layer + "output.LayerNorm", h, h);
        }
        weights.addHead(shape, h);
        return weights;
    }

    private void addHead(EncoderShape shape, int h) {
        int labels = shape.labels();
        switch (shape.head()) {
            case NONE -> {}
            case REPLACED_TOKEN -> {
                addPair("discriminator_predictions.dense", h * h, h);
                addPair("discriminator_predictions.dense_prediction", h, 1);
            }
            case MASKED_LM -> {
                switch (shape.family()) {
                    case ELECTRA ->
                        addMasked(
                                "generator_predictions.dense",
                                "generator_predictions.LayerNorm",
                                "generator_lm_head.bias",
                                "generator_lm_head.weight",
                                shape);
                    case BERT ->
                        addMasked(
                                "cls.predictions.transform.dense",
                                "cls.predictions.transform.LayerNorm",
                                "cls.predictions.bias",
                                "cls.predictions.decoder.weight",
                                shape);
                    case ROBERTA ->
                        addMasked(
                                "lm_head.dense", "lm_head.layer_norm", "lm_head.bias", "lm_head.decoder.weight", shape);
                }
            }
            case SEQUENCE_CLASSIFICATION -> {
                if (shape.family() == EncoderShape.Family.BERT) {
                    addPair("bert.pooler.dense", h * h, h);
                    addPair("classifier", labels * h, labels);
                } else {
                    addPair("classifier.dense", h * h, h);
                    addPair("classifier.out_proj", labels * h, labels);
                }
            }
            case LINEAR_CLASSIFICATION, TOKEN_CLASSIFICATION -> addPair("classifier", labels * h, labels);
            case QUESTION_ANSWERING -> addPair("qa_outputs", 2 * h, 2);
        }
    }

    private void addMasked(String dense, String norm, String bias, String output, EncoderShape shape) {
        addPair(dense, shape.embeddingSize() * shape.hiddenSize(), shape.embeddingSize());
        addPair(norm, shape.embeddingSize(), shape.embeddingSize());
        add(bias, shape.vocabSize());
        if (!shape.tiedOutput()) {
            add(output, shape.vocabSize() * shape.embeddingSize());
        }
    }

    private void addPair(String layer, int weight, int bias) {
        add(layer + ".weight", weight);
        add(layer + ".bias", bias);
    }

    private void add(String name, int size) {
        sizes.put(name, size);
    }

    /// Another number of values than there should be.
    RandomWeights resized(String name, int size) {
        sizes.put(name, size);
        return this;
    }

    /// Every name, sorted.
    List<String> names() {
        return List.copyOf(sizes.keySet());
    }

    /// What was asked for, in order.
    List<String> asked() {
        return asked;
    }

    @Override
    public float[] floats(String name) {
        asked.add(name);
        var size = sizes.get(name);
        if (size == null) {
            throw new AssertionError("there is no tensor " + name);
        }
        var random = new Random(name.hashCode());
        boolean gain = name.matches(".*(LayerNorm|layer_norm)\\.weight");
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.3 * random.nextGaussian() + (gain ? 1 : 0));
        }
        return values;
    }
}
