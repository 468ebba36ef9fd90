// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.DecodeOptions;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTrainerTest {
    /// Words from few letters, common ones more often: enough to merge for a while.
    private static String text(long seed, int words) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            int length = 1 + random.nextInt(6);
            for (int j = 0; j < length; j++) {
                text.append("aaabbcdé".charAt(random.nextInt(8)));
            }
            text.append(random.nextInt(8) == 0 ? ".\n" : " ");
        }
        return text.toString();
    }

    private static TrainedVocabulary train(VocabularyTrainer trainer, String text, int chunk) throws IOException {
        return train(trainer, text.getBytes(StandardCharsets.UTF_8), chunk);
    }

    private static TrainedVocabulary train(VocabularyTrainer trainer, byte[] utf8, int chunk) throws IOException {
        try (trainer;
                var chunks = new TextChunks("text", new ByteArrayInputStream(utf8), chunk)) {
            for (var next = chunks.next(); next != null; next = chunks.next()) {
                trainer.read(next);
            }
            return trainer.train(Progress.NONE);
        }
    }

    private static VocabularyTrainer wordPiece(TrainingOptions options) {
        return VocabularyTrainer.wordPiece(WordPieceOptions.UNCASED, options);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theMergesAreThoseOfATrainerThatCountsAnewEachTime(long seed) throws IOException {
        var text = text(seed, 400);
        var trained = train(wordPiece(TrainingOptions.ofSize(120).withMinFrequency(3)), text, 1 << 20);
        assertThat(trained.tokens()).isEqualTo(trainedByTheBook(text, 120, 3));
    }

    @Test
    void threadsAndChunksDoNotChangeTheVocabulary() throws IOException {
        var text = text(6, 20_000);
        var options = TrainingOptions.ofSize(500);
        var expected = train(wordPiece(options.withThreads(1)), text, 1 << 20);
        for (int threads : new int[] {2, 3, 7}) {
            assertThat(train(wordPiece(options.withThreads(threads)), text, 1000 * threads))
                    .isEqualTo(expected);
        }
    }

    @Test
    void specialTokensComeFirstAndTheSizeIsKept() throws IOException {
        var trained = train(wordPiece(TrainingOptions.ofSize(60)), text(7, 1000), 1 << 20);
        assertThat(trained.tokens()).hasSize(60).startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
        assertThat(Vocabulary.bert(trained.tokens()).id(SpecialToken.MASK)).isEqualTo(4);
        assertThat(trained.unknownWords()).isZero();
        assertThat(trained.words()).isGreaterThan(1000);
    }

    @Test
    void aLargerVocabularyNeedsFewerTokens() throws IOException {
        var text = text(8, 5000);
        var small = train(wordPiece(TrainingOptions.ofSize(40)), text, 1 << 20);
        var large = train(wordPiece(TrainingOptions.ofSize(400)), text, 1 << 20);
        assertThat(large.tokensPerWord()).isLessThan(small.tokensPerWord() - 0.5);
    }

    @Test
    void rareCharactersStayUnknownWhenTheAlphabetIsFull() throws IOException {
        var trained =
                train(wordPiece(TrainingOptions.ofSize(60).withAlphabet(4)), "aa bb cc aa bb cc aa bb dd ee", 100);
        assertThat(trained.tokens()).contains("a", "b", "c").doesNotContain("e", "##e");
        assertThat(trained.unknownWords()).isEqualTo(0.1);
    }

    @Test
    void scriptsWithManyCharactersGetMoreOfThem() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.appendCodePoint(0x4E00 + i);
        }
        var trained = train(wordPiece(TrainingOptions.ofSize(10_000)), text.toString(), 1 << 20);
        assertThat(trained.unknownWords()).isLessThan(0.001);
    }

    @Test
    void memoryIsBoundedByForgettingRareWords() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("common words return ").append(Integer.toString(i, 36)).append('\n');
        }
        var options = TrainingOptions.ofSize(300).withMostWords(1000);
        var trained = train(wordPiece(options.withThreads(1)), text.toString(), 10_000);
        assertThat(trained.differentWords()).isLessThanOrEqualTo(1000);
        assertThat(trained.forgottenBelow()).isGreaterThan(1);
        assertThat(trained.words()).isEqualTo(80_000);
        assertThat(trained.tokens()).contains("common", "words", "return");
        assertThat(train(wordPiece(options.withThreads(5)), text.toString(), 10_000))
                .isEqualTo(trained);
    }

    @Test
    void byteLevelVocabulariesSpellEverything() throws IOException {
        var trained =
                train(VocabularyTrainer.byteLevel(Family.ROBERTA, TrainingOptions.ofSize(400)), text(9, 5000), 1 << 20);
        assertThat(trained.tokens()).hasSize(400).startsWith("<s>", "<pad>", "</s>", "<unk>", "<mask>");
        assertThat(trained.merges()).hasSize(400 - 256 - 5);
        var tokenizer = new ByteLevelBpeTokenizer(
                Vocabulary.byteLevel(trained.tokens(), Family.ROBERTA), trained.merges(), ByteLevelBpeOptions.ROBERTA);
        var other = "Wörter, die nie vorkamen: 中文 😀";
        assertThat(tokenizer.decode(tokenizer.encode(other).ids(), DecodeOptions.VERBATIM))
                .isEqualTo(other);
    }

    @Test
    void theVocabularyFitsItsTokenizer() throws IOException {
        var text = text(10, 2000);
        var trained = train(wordPiece(TrainingOptions.ofSize(100)), text, 1 << 20);
        var tokenizer = new WordPieceTokenizer(Vocabulary.bert(trained.tokens()), WordPieceOptions.UNCASED);
        double perWord = (double) tokenizer.encode(text).length() / trained.words();
        assertThat(trained.tokensPerWord()).isEqualTo(perWord);
    }

    @Test
    void textThatIsNoTextIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> train(wordPiece(TrainingOptions.ofSize(50)), " \n", 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no words to learn");
        byte[] latin = {'a', ' ', 'b', '\n', 'c', ' ', 'd', '\n', 'e', '\n', (byte) 0xE9, '\n'};
        assertThatThrownBy(() -> train(wordPiece(TrainingOptions.ofSize(50)), latin, 8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text: byte 0xE9 at offset 10 is not UTF-8");
        latin[10] = 0;
        assertThatThrownBy(() -> train(wordPiece(TrainingOptions.ofSize(50)), latin, 8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a NUL byte at offset 10");
        assertThatThrownBy(() ->
                        train(VocabularyTrainer.byteLevel(Family.GPT2, TrainingOptions.ofSize(200)), "some words", 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a vocabulary of 200 tokens has no room");
    }

    /// WordPiece training as one would explain it: count all neighbours, merge the commonest, begin again.
    private static List<String> trainedByTheBook(String text, int size, int minFrequency) {
        var words = new HashMap<List<String>, Long>();
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        var first = new TreeSet<String>();
        var inside = new TreeSet<String>();
        for (var word : text.replace("é", "e").replace(".", " . ").strip().split("\\s+")) {
            var symbols = new ArrayList<String>();
            for (var letter : word.split("")) {
                first.add(letter);
                symbols.add(symbols.isEmpty() ? letter : "##" + letter);
            }
            inside.addAll(symbols.subList(1, symbols.size()));
            words.merge(symbols, 1L, Long::sum);
        }
        tokens.addAll(first);
        tokens.addAll(inside);
        while (tokens.size() < size) {
            var pairs = new TreeMap<Long, Long>();
            words.forEach((word, count) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    long pair = ((long) tokens.indexOf(word.get(i)) << 32) | tokens.indexOf(word.get(i + 1));
                    pairs.merge(pair, count, Long::sum);
                }
            });
            var best = pairs.entrySet().stream()
                    .max(Map.Entry.<Long, Long>comparingByValue().thenComparingLong(entry -> -entry.getKey()))
                    .orElse(null);
            if (best == null || best.getValue() < minFrequency) {
                break;
            }
            var left = tokens.get((int) (best.getKey() >>> 32));
            var right = tokens.get((int) (long) best.getKey());
            var joined = left + right.substring(2);
            if (!tokens.contains(joined)) {
                tokens.add(joined);
            }
            var merged = new HashMap<List<String>, Long>();
            words.forEach((word, count) -> {
                var symbols = new ArrayList<>(word);
                for (int i = 0; i + 1 < symbols.size(); i++) {
                    if (symbols.get(i).equals(left) && symbols.get(i + 1).equals(right)) {
                        symbols.set(i, joined);
                        symbols.remove(i + 1);
                    }
                }
                merged.merge(symbols, count, Long::sum);
            });
            words.clear();
            words.putAll(merged);
        }
        return tokens;
    }
}
