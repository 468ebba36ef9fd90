// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBatchTest {
    @TempDir
    Path folder;

    private ShardSet shards() throws IOException {
        Path file = folder.resolve("a.shard");
        var block = new TokenBlock(100);
        block.example(new int[] {2, 50, 51, 3, 60, 3}, 6, 4);
        block.example(new int[] {2, 99, 3}, 3, 3);
        block.endDocument();
        try (var writer = TokenShardWriter.create(file, 100, Storage.DISK)) {
            writer.append(block);
            writer.finish();
        }
        return new ShardSet(List.of(TokenShard.open(file)));
    }

    @Test
    void paddingHasItsIdAndMaskZeroAndTypeZero() throws IOException {
        try (var shards = shards()) {
            var batch = new TokenBatch(2, 8, 0);
            batch.set(0, shards, 0);
            batch.set(1, shards, 1);
            assertThat(batch.ids()).containsExactly(2, 50, 51, 3, 60, 3, 0, 0, 2, 99, 3, 0, 0, 0, 0, 0);
            assertThat(batch.mask()).containsExactly(1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0);
            assertThat(batch.typeIds()).containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void nothingOfAnEarlierExampleShowsThrough() throws IOException {
        try (var shards = shards()) {
            var batch = new TokenBatch(1, 6, 7);
            batch.set(0, shards, 0);
            batch.set(0, shards, 1);
            assertThat(batch.ids()).containsExactly(2, 99, 3, 7, 7, 7);
            assertThat(batch.mask()).containsExactly(1, 1, 1, 0, 0, 0);
            assertThat(batch.typeIds()).containsOnly(0);
        }
    }

    @Test
    void anExampleThatDoesNotFitIsRefused() throws IOException {
        try (var shards = shards()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TokenBatch(1, 5, 0).set(0, shards, 0))
                    .withMessage("example 0 has 6 tokens, and the batch has room for 5");
        }
    }
}
