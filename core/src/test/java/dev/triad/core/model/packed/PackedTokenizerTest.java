// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTokenizerTest {
    private static Tokenizer again(Tokenizer tokenizer) throws IOException {
        var packed = PackedTokenizer.of(tokenizer);
        return PackedTokenizer.read(jsonLike(packed.settings()), name -> {
                    var bytes = packed.tensors().get(name);
                    if (bytes == null) {
                        throw new ModelFileException("test", "has no tensor " + name);
                    }
                    return bytes;
                })
                .unpack("test");
    }

    /// Numbers as a file gives them back.
    private static Map<String, Object> jsonLike(Map<String, Object> settings) {
        var values = new TreeMap<>(settings);
        values.replaceAll((_, value) -> value instanceof Integer number ? Long.valueOf(number) : value);
        return values;
    }

    @Test
    void wordPieceComesBackAsItWas() throws IOException {
        var tokenizer = Samples.wordPiece();
        var read = again(tokenizer);
        assertThat(read.vocabulary().tokens()).isEqualTo(tokenizer.vocabulary().tokens());
        assertThat(((WordPieceTokenizer) read).options()).isEqualTo(WordPieceOptions.CASED);
        String text = "a reading reader reads 日本 naïve [MASK] straße";
        assertThat(read.encode(text, null, EncodeOptions.PLAIN).ids())
                .containsExactly(
                        tokenizer.encode(text, null, EncodeOptions.PLAIN).ids());
    }

    @Test
    void bytePairsComeBackAsTheyWere() throws IOException {
        var tokenizer = (ByteLevelBpeTokenizer) Samples.byteLevel();
        var read = (ByteLevelBpeTokenizer) again(tokenizer);
        assertThat(read.vocabulary().tokens()).isEqualTo(tokenizer.vocabulary().tokens());
        assertThat(read.merges()).isEqualTo(tokenizer.merges());
        assertThat(read.options()).isEqualTo(tokenizer.options());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyTokensComeBack(long seed) throws IOException {
        var random = new Random(seed);
        SortedMap<Integer, String> tokens = new TreeMap<>();
        for (int i = 0; i < 3000; i++) {
            var token = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                token.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(3) : 0x4E00 + random.nextInt(500));
            }
            tokens.put(random.nextInt(70_000), token.toString());
        }
        var sink = new ByteSink();
        FrontCoding.write(tokens, sink);
        var feed = new ByteFeed(sink.deflated());
        assertThat(FrontCoding.read(feed, 70_000)).isEqualTo(tokens);
        feed.end();
    }

    @Test
    void aSortedVocabularyTakesFewerBytesThanItsText() {
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        var text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            tokens.add("token" + i * 37 % 5000);
            text.append(tokens.getLast()).append('\n');
        }
        var packed = PackedTokenizer.of(new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED));
        long size = packed.tensors().values().stream()
                .mapToLong(java.lang.foreign.MemorySegment::byteSize)
                .sum();
        assertThat(size).isLessThan(text.length() / 3);
    }

    @Test
    void halfACharacterIsRefused() {
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "x\uD800"));
        var tokenizer = new WordPieceTokenizer(Vocabulary.bert(tokens), WordPieceOptions.UNCASED);
        assertThatThrownBy(() -> PackedTokenizer.of(tokenizer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @Test
    void mergesThatGrowWithoutEndAreRefused() throws IOException {
        var sink = new ByteSink();
        var bytes = new int[256];
        for (int i = 0; i < 256; i++) {
            bytes[i] = i;
        }
        sink.planes(bytes);
        var doubling = new int[40];
        var ids = new int[40];
        for (int i = 0; i < 40; i++) {
            doubling[i] = i == 0 ? 65 : 255 + i;
            ids[i] = 256 + i;
        }
        sink.planes(doubling);
        sink.planes(doubling);
        sink.planes(ids);
        var tokens = new String[300];
        java.util.Arrays.fill(tokens, "");
        var feed = new ByteFeed(sink.deflated());
        assertThatThrownBy(() -> MergeCoding.read(feed, new TreeMap<>(), 40, tokens))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("grow as no vocabulary does");
    }
}
