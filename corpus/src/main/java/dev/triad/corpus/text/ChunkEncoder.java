// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenBlock;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.IntBuilder;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.TokenWriter;
import dev.triad.core.text.Tokenizer;
import dev.triad.corpus.text.segment.CarryingSegmentBuilder;
import dev.triad.corpus.text.segment.Draws;
import dev.triad.corpus.text.segment.ExampleSink;
import dev.triad.corpus.text.segment.OriginalSegmentBuilder;
import dev.triad.corpus.text.segment.SegmentBuilder;
import dev.triad.corpus.text.segment.SegmentLayout;
import dev.triad.corpus.text.segment.SentenceEnds;

/// Tokenises a chunk and cuts it into examples. All random decisions come from the seed and the numbers of chunk and
/// document, so it does not matter which worker does it, or when. Belongs to one thread at a time.
final class ChunkEncoder {
    private final PrepareOptions options;
    private final SegmentLayout layout;
    private final SentenceEnds sentenceEnds;
    private final TokenWriter writer;
    private final int unknownId;
    private final RandomKey segments;
    private final RandomKey heldOut;
    private final IntBuilder ids = new IntBuilder(1 << 12);

    ChunkEncoder(PrepareOptions options, Tokenizer tokenizer) {
        this.options = options;
        this.layout = SegmentLayout.of(tokenizer, options.sequenceLength());
        this.sentenceEnds = SentenceEnds.of(tokenizer.vocabulary());
        this.writer = tokenizer.writer();
        this.unknownId = tokenizer.vocabulary().id(SpecialToken.UNKNOWN);
        var key = RandomKey.of(options.seed());
        this.segments = key.named("segments");
        this.heldOut = key.named("held-out");
    }

    void encode(Chunk chunk, EncodedChunk into) {
        into.begin(chunk);
        var target = new Target();
        var builder = builder(chunk.index(), target);
        int line = 0;
        int from = 0;
        for (int document = 0; document < chunk.documents(); document++) {
            int part = part(chunk.firstDocument() + document);
            target.block = into.block(part);
            for (; line < chunk.documentEnd(document); line++) {
                int to = chunk.lineEnd(line);
                ids.clear();
                writer.append(chunk.text(), from, to, ids);
                into.addUnknown(part, count(unknownId));
                builder.line(ids.array(), 0, ids.size());
                from = to;
            }
            builder.endDocument();
            target.block.endDocument();
        }
    }

    private SegmentBuilder builder(long chunk, ExampleSink sink) {
        var draws = Draws.from(segments.at(chunk & 0xFFFF_FFFFL, (int) (chunk >>> 32), 0));
        return switch (options.builder()) {
            case CARRY -> new CarryingSegmentBuilder(layout, sentenceEnds, draws, sink);
            case ORIGINAL -> new OriginalSegmentBuilder(layout, draws, sink);
        };
    }

    private int part(long document) {
        boolean held = options.heldOut() > 0
                && heldOut.at(document & 0xFFFF_FFFFL, (int) (document >>> 32), 0)
                                .nextDouble()
                        < options.heldOut();
        return held ? EncodedChunk.HELD_OUT : EncodedChunk.TRAIN;
    }

    private long count(int id) {
        long count = 0;
        int[] array = ids.array();
        for (int i = 0; i < ids.size(); i++) {
            count += array[i] == id ? 1 : 0;
        }
        return count;
    }

    /// Where examples go: the block of the current document's part.
    private static final class Target implements ExampleSink {
        private TokenBlock block = new TokenBlock(1);

        @Override
        public void example(int[] exampleIds, int length, int firstLength) {
            block.example(exampleIds, length, firstLength);
        }
    }
}
