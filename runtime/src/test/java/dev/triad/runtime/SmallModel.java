// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.AffineScales;
import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.Int4Weight;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A small ELECTRA with random weights, packed, each kind of weight in another scheme.
final class SmallModel {
    static final List<String> VOCABULARY =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film", "##s", "a", "the", "is", "!");

    private final int width;
    private final RandomStream random = RandomKey.of(21).named("model").at(0, 0, 0);
    private final TreeMap<String, PackedWeight> weights = new TreeMap<>();

    private SmallModel(int width) {
        this.width = width;
    }

    /// Writes one.
    ///
    /// @param architecture the suffix of its class: `ForSequenceClassification`
    static Path write(Path file, int width, int layers, String architecture) throws IOException {
        var model = new SmallModel(width);
        model.encoder(layers);
        model.head(architecture);
        String config = """
                {"architectures": ["Electra%s"], "model_type": "electra", "vocab_size": %d, "embedding_size": 8,
                 "hidden_size": %d, "num_hidden_layers": %d, "num_attention_heads": 2, "intermediate_size": %d,
                 "max_position_embeddings": 64, "type_vocab_size": 2, "hidden_act": "gelu",
                 "id2label": {"0": "O", "1": "B-X", "2": "I-X"}, "classifier_dropout": null}
                """.formatted(architecture, VOCABULARY.size(), width, layers, 2 * width);
        var tokenizer =
                PackedTokenizer.of(new WordPieceTokenizer(Vocabulary.bert(VOCABULARY), WordPieceOptions.UNCASED));
        var description = new ModelDescription("electra", List.of(), Map.of(ModelDescription.CONFIG, config), Map.of());
        PackedModelWriter.write(file, new PackedContent(description, Optional.of(tokenizer), model.weights, Map.of()));
        return file;
    }

    private void encoder(int layers) {
        product("electra.embeddings.word_embeddings.weight", VOCABULARY.size(), 8, CodeLayout.ROWS);
        bytes("electra.embeddings.position_embeddings.weight", 64, 8);
        dense("electra.embeddings.token_type_embeddings.weight", 2, 8);
        norm("electra.embeddings.LayerNorm", 8);
        dense("electra.embeddings_project.weight", width, 8);
        vector("electra.embeddings_project.bias", width);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "electra.encoder.layer." + layer + ".";
            product(prefix + "attention.self.query.weight", width, width, CodeLayout.TILES);
            bytes(prefix + "attention.self.key.weight", width, width);
            nibbles(prefix + "attention.self.value.weight", width, width);
            dense(prefix + "attention.output.dense.weight", width, width);
            product(prefix + "intermediate.dense.weight", 2 * width, width, CodeLayout.TILES);
            product(prefix + "output.dense.weight", width, 2 * width, CodeLayout.TILES);
            for (String name : List.of("query", "key", "value")) {
                vector(prefix + "attention.self." + name + ".bias", width);
            }
            vector(prefix + "attention.output.dense.bias", width);
            vector(prefix + "intermediate.dense.bias", 2 * width);
            vector(prefix + "output.dense.bias", width);
            norm(prefix + "attention.output.LayerNorm", width);
            norm(prefix + "output.LayerNorm", width);
        }
    }

    private void head(String architecture) {
        switch (architecture) {
            case "ForSequenceClassification" -> {
                dense("classifier.dense.weight", width, width);
                vector("classifier.dense.bias", width);
                dense("classifier.out_proj.weight", 3, width);
                vector("classifier.out_proj.bias", 3);
            }
            case "ForTokenClassification" -> {
                dense("classifier.weight", 3, width);
                vector("classifier.bias", 3);
            }
            case "ForQuestionAnswering" -> {
                dense("qa_outputs.weight", 2, width);
                vector("qa_outputs.bias", 2);
            }
            case "ForPreTraining" -> {
                dense("discriminator_predictions.dense.weight", width, width);
                vector("discriminator_predictions.dense.bias", width);
                dense("discriminator_predictions.dense_prediction.weight", 1, width);
                vector("discriminator_predictions.dense_prediction.bias", 1);
            }
            case "ForMaskedLM" -> {
                dense("generator_predictions.dense.weight", 8, width);
                vector("generator_predictions.dense.bias", 8);
                norm("generator_predictions.LayerNorm", 8);
                vector("generator_lm_head.bias", VOCABULARY.size());
            }
            default -> throw new IllegalArgumentException(architecture);
        }
    }

    private float[] normal(int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) (0.5 * random.nextGaussian());
        return numbers;
    }

    private byte[] codes(int count, int bound) {
        var codes = new byte[count];
        for (int i = 0; i < count; i++) codes[i] = (byte) random.nextInt(bound);
        return codes;
    }

    private static AffineScales grid(float scale, float zero, int count) {
        var scales = new float[count];
        var zeros = new float[count];
        Arrays.fill(scales, scale);
        Arrays.fill(zeros, zero);
        return new AffineScales(scales, zeros);
    }

    private void dense(String name, int rows, int columns) {
        weights.put(name, DenseWeight.of(WeightShape.of(rows, columns), DType.F16, normal(rows * columns)));
    }

    private void vector(String name, int length) {
        weights.put(name, DenseWeight.of(WeightShape.of(length), DType.F32, normal(length)));
    }

    private void norm(String name, int length) {
        vector(name + ".weight", length);
        vector(name + ".bias", length);
    }

    private void bytes(String name, int rows, int columns) {
        var bytes = MemorySegment.ofArray(codes(rows * columns, 256));
        weights.put(
                name,
                new Int8Weight(WeightShape.of(rows, columns), bytes, grid(0.0078125F, 3, 1), false, Optional.empty()));
    }

    private void nibbles(String name, int rows, int columns) {
        weights.put(
                name,
                Int4Weight.of(WeightShape.of(rows, columns), 0, codes(rows * columns, 16), grid(0.125F, 8, rows)));
    }

    private void product(String name, int rows, int columns, CodeLayout layout) {
        var book = Codebook.of(Optional.empty(), 4, DType.F16, normal(256 * 4));
        weights.put(
                name,
                ProductWeight.of(
                        WeightShape.of(rows, columns), codes(rows * columns / 4, 256), layout, book, Optional.empty()));
    }
}
