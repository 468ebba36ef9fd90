// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.corpus.text.segment.SegmentLayout;
import dev.triad.corpus.text.source.ReadOptions;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a preparation makes of its input, beside text and tokenizer.
///
/// @param sequenceLength longest example in tokens, special ones included
/// @param builder how examples are cut from documents
/// @param seed of all random decisions
/// @param heldOut share of the documents that training never sees, 0 to 1
/// @param shardTokens a shard is closed once it has this many tokens
/// @param reading how files are read
public record PrepareOptions(
        int sequenceLength, Builder builder, long seed, double heldOut, long shardTokens, ReadOptions reading) {
    /// 64 MiB for vocabularies of up to 65,536 tokens: a few seconds of work, which is what a kill may cost.
    public static final long SHARD_TOKENS = 1L << 25;

    /// ELECTRA-Small: 128 tokens, everything carried on, nothing held out.
    public static final PrepareOptions DEFAULT =
            new PrepareOptions(128, Builder.CARRY, 42, 0, SHARD_TOKENS, ReadOptions.DEFAULT);

    /// How examples are cut from documents.
    public enum Builder {
        /// What does not fit an example begins the next.
        CARRY,
        /// As the published ELECTRA code does: what does not fit is thrown away.
        ORIGINAL
    }

    public PrepareOptions {
        if (sequenceLength < SegmentLayout.SHORTEST_SEQUENCE) {
            throw new IllegalArgumentException("the sequence length must be at least %d, not %d"
                    .formatted(SegmentLayout.SHORTEST_SEQUENCE, sequenceLength));
        }
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new IllegalArgumentException("the share held out must be at least 0 and less than 1, not " + heldOut);
        }
        if (shardTokens < 1) {
            throw new IllegalArgumentException("a shard needs at least 1 token, not " + shardTokens);
        }
    }

    public PrepareOptions withSequenceLength(int other) {
        return new PrepareOptions(other, builder, seed, heldOut, shardTokens, reading);
    }

    public PrepareOptions withBuilder(Builder other) {
        return new PrepareOptions(sequenceLength, other, seed, heldOut, shardTokens, reading);
    }

    public PrepareOptions withSeed(long other) {
        return new PrepareOptions(sequenceLength, builder, other, heldOut, shardTokens, reading);
    }

    public PrepareOptions withHeldOut(double other) {
        return new PrepareOptions(sequenceLength, builder, seed, other, shardTokens, reading);
    }

    public PrepareOptions withShardTokens(long other) {
        return new PrepareOptions(sequenceLength, builder, seed, heldOut, other, reading);
    }

    public PrepareOptions withReading(ReadOptions other) {
        return new PrepareOptions(sequenceLength, builder, seed, heldOut, shardTokens, other);
    }

    /// What the result depends on, for the manifest. Repairing is not among it: up to the first thing to repair the
    /// result is the same, so a run that stopped there may go on with it.
    Map<String, Object> describe() {
        var described = new TreeMap<String, Object>();
        described.put("builder", builder.name().toLowerCase(Locale.ROOT));
        described.put("seed", seed);
        described.put("held_out", heldOut);
        described.put("shard_tokens", shardTokens);
        described.put("documents", reading.boundary().name().toLowerCase(Locale.ROOT));
        described.put("text_field", reading.textField());
        described.put("longest_line", (long) reading.longestLine());
        return described;
    }
}
