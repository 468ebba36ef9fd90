// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

/// What a vocabulary should be like.
///
/// @param size tokens in all, special tokens and single characters included; fewer if the text has no more to merge
/// @param minFrequency a merge that occurs less often is not worth a token
/// @param alphabet most characters that get tokens of their own; 0 chooses: the thousand commonest, and more where a
///     script needs more to cover 99.95 % of the text
/// @param threads how many count words
/// @param mostWords different words that are remembered while counting, about 50 bytes each: the bound on memory
public record TrainingOptions(int size, int minFrequency, int alphabet, int threads, int mostWords) {
    public TrainingOptions {
        require(size >= 10, "size", size);
        require(minFrequency >= 1, "minFrequency", minFrequency);
        require(alphabet >= 0, "alphabet", alphabet);
        require(threads >= 1, "threads", threads);
        require(mostWords >= 1000, "mostWords", mostWords);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is too small: " + value);
        }
    }

    /// A vocabulary of `size` tokens, everything else as usual.
    public static TrainingOptions ofSize(int size) {
        return new TrainingOptions(size, 2, 0, Runtime.getRuntime().availableProcessors(), 2_000_000);
    }

    public TrainingOptions withMinFrequency(int least) {
        return new TrainingOptions(size, least, alphabet, threads, mostWords);
    }

    public TrainingOptions withAlphabet(int characters) {
        return new TrainingOptions(size, minFrequency, characters, threads, mostWords);
    }

    public TrainingOptions withThreads(int count) {
        return new TrainingOptions(size, minFrequency, alphabet, count, mostWords);
    }

    public TrainingOptions withMostWords(int words) {
        return new TrainingOptions(size, minFrequency, alphabet, threads, words);
    }
}
