// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenBlock;
import dev.triad.core.data.TokenShard;
import dev.triad.core.data.TokenShardWriter;
import dev.triad.core.file.Storage;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.Vocabulary;
import dev.triad.electra.pretrain.PretrainingConfig.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Sentences of an invented language that says one word over and over: simple enough to learn in a test.
final class Sentences {
    static final int FIRST_WORD = 5;
    static final int WORDS = 20;

    private Sentences() {}

    /// [PAD] [UNK] [CLS] [SEP] [MASK], then the words.
    static Vocabulary vocabulary() {
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        for (int i = 0; i < WORDS; i++) tokens.add("w" + i);
        return Vocabulary.bert(tokens);
    }

    static ShardSet write(Path folder, int examples, int longest) throws IOException {
        var random = new Random(1);
        var file = folder.resolve("words-" + longest + ".shard");
        int size = vocabulary().size();
        try (var writer = TokenShardWriter.create(file, size, Storage.DISK)) {
            var block = new TokenBlock(size);
            for (int i = 0; i < examples; i++) {
                int length = longest - random.nextInt(3);
                var ids = new int[length];
                int start = random.nextInt(WORDS);
                for (int j = 1; j < length - 1; j++) ids[j] = FIRST_WORD + start;
                ids[0] = 2;
                ids[length - 1] = 3;
                block.example(ids, length, length);
                block.endDocument();
            }
            writer.append(block);
            writer.finish();
        }
        return new ShardSet(List.of(TokenShard.open(file)));
    }

    /// A model of two small layers without dropout, and a recipe for it.
    static PretrainingConfig config(Map<String, ?> settings) {
        return Preset.TINY
                .config()
                .with(Map.of(
                        "embedding_size", 16,
                        "hidden_size", 32,
                        "num_hidden_layers", 2,
                        "num_attention_heads", 2,
                        "intermediate_size", 64,
                        "max_position_embeddings", 16,
                        "sequence_length", 16,
                        "batch_size", 8,
                        "steps", 60,
                        "warmup_steps", 5))
                .with(Map.of("adam_epsilon", 1e-6)) // as published: these models are small, their runs short
                .with(settings);
    }

    static PretrainingModel model(PretrainingConfig config) {
        var sizes = config.encoder(vocabulary().size(), 0);
        var model = new PretrainingModel(
                config.get(PretrainingConfig.OBJECTIVE),
                config.get(PretrainingConfig.EMBEDDINGS),
                sizes,
                config.generator(sizes));
        model.start(RandomKey.of(config.get(PretrainingConfig.SEED)));
        return model;
    }
}
