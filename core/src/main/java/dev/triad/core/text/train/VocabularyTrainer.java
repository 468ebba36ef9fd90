// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import dev.triad.core.progress.Progress;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.IntBuilder;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.WordScanner;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Trains a vocabulary on text: [#read] all of it, then [#train]. The same text in the same order gives the same
/// vocabulary, whatever the number of threads and the size of the chunks, as long as no words had to be forgotten.
public final class VocabularyTrainer implements AutoCloseable {
    /// Longer byte-level words (ruled lines, base64) teach nothing and cost memory.
    private static final int LONGEST_BYTE_LEVEL_WORD = 256;

    private final TrainingOptions options;
    private final WordCounter counter;
    private final Function<WordTable, SymbolTable> alphabet;
    private final Function<SymbolTable, Tokenizer> tokenizer;

    private VocabularyTrainer(
            TrainingOptions options,
            WordCounter counter,
            Function<WordTable, SymbolTable> alphabet,
            Function<SymbolTable, Tokenizer> tokenizer) {
        this.options = options;
        this.counter = counter;
        this.alphabet = alphabet;
        this.tokenizer = tokenizer;
    }

    /// Trains WordPiece for a tokenizer that reads text as `reading` says. `[PAD] [UNK] [CLS] [SEP] [MASK]` come first.
    public static VocabularyTrainer wordPiece(WordPieceOptions reading, TrainingOptions options) {
        var special = Stream.of(SpecialToken.values()).map(SpecialToken::bert).toList();
        int room = options.size() - special.size();
        return new VocabularyTrainer(
                options,
                counter(WordScanner.bert(reading), reading.maxWordLength(), options),
                words -> new SymbolTable.WordPiece(special, words, Alphabet.choose(words, options.alphabet(), room)),
                symbols -> new WordPieceTokenizer(Vocabulary.bert(symbols.tokens()), reading));
    }

    /// Trains byte-level BPE with the special tokens of `family`, which come first.
    public static VocabularyTrainer byteLevel(ByteLevelBpeOptions.Family family, TrainingOptions options) {
        var reading = new ByteLevelBpeOptions(family, false, false);
        return new VocabularyTrainer(
                options,
                counter(WordScanner.gpt2(), LONGEST_BYTE_LEVEL_WORD, options),
                _ -> new SymbolTable.Bytes(family.specialTokens()),
                symbols -> new ByteLevelBpeTokenizer(
                        Vocabulary.byteLevel(symbols.tokens(), family), symbols.merges(), reading));
    }

    private static WordCounter counter(Supplier<WordScanner> scanners, int longest, TrainingOptions options) {
        return new WordCounter(scanners, longest, options.mostWords(), options.threads());
    }

    /// Counts the words of a chunk of text.
    ///
    /// @throws IOException if it, or a chunk before it, is not UTF-8 text
    public void read(TextChunk chunk) throws IOException {
        counter.count(chunk);
    }

    /// Learns the vocabulary from all that was read.
    ///
    /// @throws IOException if some of it was not UTF-8 text
    /// @throws IllegalArgumentException if there was no text, or the size is too small for its characters
    public TrainedVocabulary train(Progress progress) throws IOException {
        var words = counter.finish();
        if (words.size() == 0) {
            throw new IllegalArgumentException("the text has no words to learn a vocabulary from");
        }
        var symbols = alphabet.apply(words);
        if (symbols.size() > options.size()) {
            throw new IllegalArgumentException(
                    "a vocabulary of %d tokens has no room for its %d special tokens and single bytes"
                            .formatted(options.size(), symbols.size()));
        }
        var learner = learner(words, symbols);
        try (var task = progress.start("learning merges", options.size() - symbols.size(), "tokens")) {
            while (symbols.size() < options.size()) {
                var best = learner.best();
                if (best == null || best.count() < options.minFrequency()) {
                    break;
                }
                int before = symbols.size();
                learner.join(best, symbols.join(best.left(), best.right()));
                task.advance(symbols.size() - before);
            }
        }
        return measured(words, symbols);
    }

    /// Counts what the new vocabulary makes of the words it was learned from.
    private TrainedVocabulary measured(WordTable words, SymbolTable symbols) {
        var trained = tokenizer.apply(symbols);
        var writer = trained.writer();
        boolean hasUnknown = trained.vocabulary().has(SpecialToken.UNKNOWN);
        int unknown = hasUnknown ? trained.vocabulary().id(SpecialToken.UNKNOWN) : -1;
        var ids = new IntBuilder();
        long all = 0;
        long tokens = 0;
        long lost = 0;
        for (int word = 0; word < words.size(); word++) {
            ids.clear();
            all += words.count(word);
            tokens += words.count(word) * writer.append(words.bytes(), words.start(word), words.end(word), ids);
            lost += ids.size() == 1 && ids.get(0) == unknown ? words.count(word) : 0;
        }
        return new TrainedVocabulary(
                symbols.tokens(),
                symbols.merges(),
                words.total(),
                words.size(),
                counter.pruned(),
                (double) tokens / all,
                (double) lost / all);
    }

    /// The words as symbols. A word with a character outside the alphabet will be unknown, so it teaches nothing.
    private MergeLearner learner(WordTable words, SymbolTable symbols) {
        var all = new IntBuilder(words.size() * 8);
        var starts = new IntBuilder(words.size() + 1);
        var counts = new long[words.size()];
        for (int word = 0; word < words.size(); word++) {
            int start = all.size();
            if (symbols.spell(words, word, all)) {
                counts[starts.size()] = words.count(word);
                starts.add(start);
            } else {
                all.truncate(start);
            }
        }
        starts.add(all.size());
        return new MergeLearner(all.toArray(), starts.toArray(), Arrays.copyOf(counts, starts.size() - 1));
    }

    @Override
    public void close() {
        counter.close();
    }
}
