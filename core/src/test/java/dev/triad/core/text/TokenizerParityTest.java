// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ids, offsets, segments and decoded text beside Hugging Face's, on random texts with made-up vocabularies.
class TokenizerParityTest {
    private static final int TEXTS = 3_000;
    private static final BertCharacters UNCASED = new BertCharacters(WordPieceOptions.UNCASED);
    private static final SmallVocabularies.BytePairs PAIRS = SmallVocabularies.byteLevel(1, Family.ROBERTA);

    @ParameterizedTest
    @CsvSource({
        "true, true, false",
        "true, false, true",
        "false, false, false",
        "false, false, true",
        "false, true, true"
    })
    void wordPieceGivesHuggingFacesTokens(boolean lowerCase, boolean stripAccents, boolean specialTokensInText) {
        var options = new WordPieceOptions(lowerCase, stripAccents, true, 20, WordPieceOptions.Dialect.HUGGING_FACE);
        var tokenizer = new WordPieceTokenizer(SmallVocabularies.wordPiece(5), options);
        try (var oracle = HuggingFace.wordPiece(tokenizer.vocabulary(), options, specialTokensInText)) {
            compare(tokenizer, oracle, specialTokensInText);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true, false", "false, true, true", "false, false, true"})
    void byteLevelBpeGivesHuggingFacesTokens(boolean prefixSpace, boolean trimOffsets, boolean specialTokensInText) {
        var options = new ByteLevelBpeOptions(Family.ROBERTA, prefixSpace, trimOffsets);
        var tokenizer = new ByteLevelBpeTokenizer(PAIRS.vocabulary(), PAIRS.merges(), options);
        try (var oracle = HuggingFace.byteLevel(
                PAIRS.vocabulary(), PAIRS.merges(), prefixSpace, trimOffsets, true, specialTokensInText)) {
            compare(tokenizer, oracle, specialTokensInText);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gpt2GivesHuggingFacesTokens(boolean specialTokensInText) {
        var pairs = SmallVocabularies.byteLevel(2, Family.GPT2);
        var tokenizer = new ByteLevelBpeTokenizer(pairs.vocabulary(), pairs.merges(), ByteLevelBpeOptions.GPT2);
        try (var oracle =
                HuggingFace.byteLevel(pairs.vocabulary(), pairs.merges(), false, false, false, specialTokensInText)) {
            compare(tokenizer, oracle, specialTokensInText);
        }
    }

    private static void compare(Tokenizer tokenizer, HuggingFaceTokenizer oracle, boolean specialTokensInText) {
        var texts = new RandomText(99);
        var writer = tokenizer.writer();
        for (int i = 0; i < TEXTS; i++) {
            var first = texts.next(50);
            var second = i % 3 == 0 ? texts.next(20) : null;
            boolean special = i % 2 == 0;
            var options = new EncodeOptions(special, specialTokensInText, Truncation.NONE, Integer.MAX_VALUE);
            var ours = tokenizer.encode(first, second, options);
            assertSame(ours, theirs(oracle, first, second, special), first + " | " + second, !reorders(first + second));
            // The oracle knows its special tokens only if it recognises them.
            boolean skip = specialTokensInText && i % 5 != 0;
            assertThat(tokenizer.decode(ours.ids(), new DecodeOptions(skip, true)))
                    .isEqualTo(oracle.decode(
                            Arrays.stream(ours.ids()).asLongStream().toArray(), skip));
            var utf8 = (first + "\uFFFF" + first).getBytes(StandardCharsets.UTF_8);
            int length = first.getBytes(StandardCharsets.UTF_8).length;
            var out = new IntBuilder(1);
            int count = writer.append(utf8, utf8.length - length, utf8.length, out);
            assertThat(out.toArray())
                    .as(first)
                    .hasSize(count)
                    .isEqualTo(tokenizer.encode(first).ids());
        }
    }

    @ParameterizedTest
    @CsvSource({"LONGEST_FIRST, true", "LONGEST_FIRST, false", "ONLY_FIRST, true", "ONLY_SECOND, true"})
    void truncationIsHuggingFaces(Truncation how, boolean special) {
        var tokenizer = new ByteLevelBpeTokenizer(PAIRS.vocabulary(), PAIRS.merges(), ByteLevelBpeOptions.ROBERTA);
        var random = new Random(7);
        for (int length = 4; length < 30; length++) {
            try (var oracle = HuggingFace.truncating(PAIRS.vocabulary(), PAIRS.merges(), how, length)) {
                for (int i = 0; i < 40; i++) {
                    int fixed = random.nextInt(length / 2);
                    var first = "x ".repeat(how == Truncation.ONLY_SECOND ? fixed / 2 : random.nextInt(20));
                    var second = how == Truncation.LONGEST_FIRST && i % 4 == 0
                            ? null
                            : "y ".repeat(how == Truncation.ONLY_FIRST ? fixed / 2 : random.nextInt(20));
                    var options = new EncodeOptions(special, false, how, length);
                    Encoding ours;
                    try {
                        ours = tokenizer.encode(first, second, options);
                    } catch (IllegalArgumentException e) {
                        continue;
                    }
                    assertSame(
                            ours,
                            theirs(oracle, first, second, special),
                            first + " | " + second + " to " + length,
                            true);
                }
            }
        }
    }

    /// Whether the text has marks that may change places and survive. The oracle gives them each other's offsets then,
    /// we their own.
    private static boolean reorders(String text) {
        return text.codePoints().anyMatch(c -> UNCASED.kind(c) == BertCharacters.MARK);
    }

    private static void assertSame(Encoding ours, Encoding theirs, String what, boolean offsets) {
        assertThat(ours.ids()).as("ids of %s", what).isEqualTo(theirs.ids());
        if (offsets) {
            assertThat(ours.starts()).as("starts in %s", what).isEqualTo(theirs.starts());
            assertThat(ours.ends()).as("ends in %s", what).isEqualTo(theirs.ends());
        }
        assertThat(ours.typeIds()).as("segments of %s", what).isEqualTo(theirs.typeIds());
        assertThat(ours.sequences()).as("sequences of %s", what).isEqualTo(theirs.sequences());
    }

    private static Encoding theirs(
            HuggingFaceTokenizer oracle, String first, @Nullable String second, boolean special) {
        var encoding =
                second == null ? oracle.encode(first, special, false) : oracle.encode(first, second, special, false);
        var spans = encoding.getCharTokenSpans();
        var sequences = encoding.getSequenceIds();
        var starts = new int[spans.length];
        var ends = new int[spans.length];
        for (int i = 0; i < spans.length; i++) {
            if (spans[i] != null && sequences[i] >= 0) {
                var text = sequences[i] == 1 && second != null ? second : first;
                starts[i] = text.offsetByCodePoints(0, spans[i].getStart());
                ends[i] = text.offsetByCodePoints(0, spans[i].getEnd());
            }
        }
        return new Encoding(ints(encoding.getIds()), starts, ends, ints(encoding.getTypeIds()), ints(sequences));
    }

    private static int[] ints(long[] values) {
        return LongStream.of(values).mapToInt(value -> (int) value).toArray();
    }
}
