// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Shards of random examples, and what was put into them.
record RandomShards(TokenManifest.Shard entry, List<TokenExample> examples, List<Integer> documentEnds) {
    /// Writes a shard of `documents` documents of up to `maxExamples` examples of up to `maxLength` tokens.
    static RandomShards write(
            Path file, Random random, int vocabularySize, int documents, int maxExamples, int maxLength)
            throws IOException {
        var examples = new ArrayList<TokenExample>();
        var ends = new ArrayList<Integer>();
        var block = new TokenBlock(vocabularySize);
        try (var writer = TokenShardWriter.create(file, vocabularySize, Storage.DISK)) {
            for (int document = 0; document < documents; document++) {
                int count = random.nextInt(maxExamples + 1);
                for (int i = 0; i < count; i++) {
                    int length = 1 + random.nextInt(maxLength);
                    var example = new TokenExample(
                            random.ints(length, 0, vocabularySize).toArray(), random.nextInt(length + 1));
                    examples.add(example);
                    block.example(example.ids(), length, example.firstLength());
                }
                block.endDocument();
                if (count > 0) {
                    ends.add(examples.size());
                }
                if (random.nextInt(4) == 0) {
                    writer.append(block);
                    block.clear();
                }
            }
            writer.append(block);
            return new RandomShards(writer.finish(), examples, ends);
        }
    }
}
