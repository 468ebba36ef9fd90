// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.Arrays;
import java.util.List;

/// Several shards as one long sequence of examples, numbered through.
public final class ShardSet implements AutoCloseable {
    private final List<TokenShard> shards;
    private final long[] exampleEnds;

    /// Takes over `shards`: closing the set closes them.
    public ShardSet(List<TokenShard> shards) {
        this.shards = List.copyOf(shards);
        this.exampleEnds = new long[shards.size()];
        long end = 0;
        for (int i = 0; i < exampleEnds.length; i++) {
            end += shards.get(i).examples();
            exampleEnds[i] = end;
        }
    }

    public List<TokenShard> shards() {
        return shards;
    }

    public long examples() {
        return exampleEnds.length == 0 ? 0 : exampleEnds[exampleEnds.length - 1];
    }

    public long documents() {
        return shards.stream().mapToLong(TokenShard::documents).sum();
    }

    /// Tokens, special ones included, padding not.
    public long tokens() {
        return shards.stream().mapToLong(TokenShard::tokens).sum();
    }

    /// Tokens of the longest example.
    public int longest() {
        return shards.stream().mapToInt(TokenShard::longest).max().orElse(0);
    }

    /// Tokens of an example, special ones included.
    public int length(long example) {
        int shard = shardOf(example);
        return shards.get(shard).length(example - start(shard));
    }

    /// How many of an example's tokens belong to the first segment; the rest have type id 1.
    public int firstLength(long example) {
        int shard = shardOf(example);
        return shards.get(shard).firstLength(example - start(shard));
    }

    /// Copies an example's tokens to `into[at…]`.
    ///
    /// @return how many they are
    public int copy(long example, int[] into, int at) {
        int shard = shardOf(example);
        return shards.get(shard).copy(example - start(shard), into, at);
    }

    /// An example by itself.
    public TokenExample example(long example) {
        int shard = shardOf(example);
        return shards.get(shard).example(example - start(shard));
    }

    @Override
    public void close() {
        shards.forEach(TokenShard::close);
    }

    private int shardOf(long example) {
        if (example < 0 || example >= examples()) {
            throw new IndexOutOfBoundsException("example %d of %d".formatted(example, examples()));
        }
        int found = Arrays.binarySearch(exampleEnds, example);
        int shard = found < 0 ? -found - 1 : found + 1;
        while (exampleEnds[shard] <= example) { // shards without examples
            shard++;
        }
        return shard;
    }

    private long start(int shard) {
        return shard == 0 ? 0 : exampleEnds[shard - 1];
    }
}
