// SPDX-License-Identifier: Apache-2.0
package dev.triad.langchain4j;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedModelWriter;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A BERT of one layer with random weights and no head.
final class TinyEncoder {
    static final int WIDTH = 16;

    /// Every letter is a token, so that every text has a vector of its own.
    private static final List<String> TOKENS =
            List.of(("[PAD] [UNK] [CLS] [SEP] [MASK] the a b c d e f g h i j k l m n o p q r s t u v w x y z"
                            + " ##a ##b ##c ##d ##e ##f ##g ##h ##i ##j ##k ##l ##m ##n ##o ##p ##q ##r ##s ##t"
                            + " ##u ##v ##w ##x ##y ##z")
                    .split(" "));

    private final RandomStream random = RandomKey.of(5).named("encoder").at(0, 0, 0);
    private final TreeMap<String, PackedWeight> weights = new TreeMap<>();

    private TinyEncoder() {}

    static Path write(Path file) throws IOException {
        var encoder = new TinyEncoder();
        encoder.fill();
        String config = """
                {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": %d, "hidden_size": %d,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": %d,
                 "max_position_embeddings": 32, "type_vocab_size": 1, "hidden_act": "gelu"}
                """.formatted(TOKENS.size(), WIDTH, 2 * WIDTH);
        var tokenizer = PackedTokenizer.of(new WordPieceTokenizer(Vocabulary.bert(TOKENS), WordPieceOptions.UNCASED));
        var description = new ModelDescription("bert", List.of(), Map.of(ModelDescription.CONFIG, config), Map.of());
        PackedModelWriter.write(
                file, new PackedContent(description, Optional.of(tokenizer), encoder.weights, Map.of()));
        return file;
    }

    private void fill() {
        add("bert.embeddings.word_embeddings.weight", TOKENS.size(), WIDTH);
        add("bert.embeddings.position_embeddings.weight", 32, WIDTH);
        add("bert.embeddings.token_type_embeddings.weight", 1, WIDTH);
        norm("bert.embeddings.LayerNorm");
        for (String part : List.of("self.query", "self.key", "self.value", "output.dense")) {
            linear("bert.encoder.layer.0.attention." + part, WIDTH, WIDTH);
        }
        norm("bert.encoder.layer.0.attention.output.LayerNorm");
        linear("bert.encoder.layer.0.intermediate.dense", 2 * WIDTH, WIDTH);
        linear("bert.encoder.layer.0.output.dense", WIDTH, 2 * WIDTH);
        norm("bert.encoder.layer.0.output.LayerNorm");
    }

    private void linear(String name, int outputs, int inputs) {
        add(name + ".weight", outputs, inputs);
        add(name + ".bias", outputs);
    }

    private void norm(String name) {
        add(name + ".weight", WIDTH);
        add(name + ".bias", WIDTH);
    }

    private void add(String name, int... sizes) {
        var shape = WeightShape.of(sizes);
        int count = 1;
        for (int size : sizes) count *= size;
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) random.nextGaussian();
        weights.put(name, DenseWeight.of(shape, DType.F32, numbers));
    }
}
