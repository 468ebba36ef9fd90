// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import dev.triad.core.text.MalformedUtf8Exception;
import dev.triad.core.text.WordBuffer;
import dev.triad.core.text.WordScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// Counts the words of chunks on several threads. Each chunk's counts are merged in the order the chunks came, and
/// words are pruned at fixed points in it, so that the result depends neither on threads nor on luck.
final class WordCounter implements AutoCloseable {
    private final Supplier<WordScanner> scanners;
    private final int longestWord;
    private final int mostWords;
    private final int ahead;
    private final ExecutorService workers;
    private final ArrayDeque<Future<WordTable>> pending = new ArrayDeque<>();
    private final WordTable total = new WordTable();
    private long pruned = 1;

    /// @param longestWord words of more code points are not counted
    /// @param mostWords when more different words are known, the rarest are forgotten
    WordCounter(Supplier<WordScanner> scanners, int longestWord, int mostWords, int threads) {
        this.scanners = scanners;
        this.longestWord = longestWord;
        this.mostWords = mostWords;
        ahead = threads + 1;
        workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("words-", 0).factory());
    }

    /// Counts the words of `chunk`, soon.
    ///
    /// @throws IOException if this or an earlier chunk is not text
    void count(TextChunk chunk) throws IOException {
        pending.add(workers.submit(() -> table(chunk)));
        while (pending.size() > ahead) {
            merge();
        }
    }

    /// All words counted, the rarest perhaps forgotten.
    WordTable finish() throws IOException {
        while (!pending.isEmpty()) {
            merge();
        }
        return total;
    }

    /// Words seen fewer times than this may have been forgotten; 1 if none.
    long pruned() {
        return pruned;
    }

    private void merge() throws IOException {
        try {
            total.addAll(pending.remove().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while counting words", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw new IOException(failure.getMessage(), failure);
            }
            throw new IllegalStateException("counting words failed", e.getCause());
        }
        while (total.size() > mostWords) {
            total.prune(++pruned);
        }
    }

    /// Counts words as they are written first: most are there many times, and each need be spelled only once.
    private WordTable table(TextChunk chunk) {
        var text = chunk.utf8();
        refuseNul(chunk);
        var scanner = scanners.get();
        var word = new WordBuffer();
        var written = new WordTable();
        var spelled = new WordTable();
        try {
            scanner.scan(text, 0, text.length);
            while (scanner.next()) {
                if (scanner.selfContained()) {
                    written.add(text, scanner.start(), scanner.end(), 1);
                } else {
                    spell(scanner, word, 1, spelled);
                }
            }
        } catch (MalformedUtf8Exception e) {
            throw unreadable("%s: byte 0x%02X at offset %d is not UTF-8; convert it first"
                    .formatted(chunk.source(), text[e.offset()], chunk.offset() + e.offset()));
        }
        for (int i = 0; i < written.size(); i++) {
            scanner.scan(written.bytes(), written.start(i), written.end(i));
            if (scanner.next()) {
                spell(scanner, word, written.count(i), spelled);
            }
        }
        return spelled;
    }

    private static void refuseNul(TextChunk chunk) {
        var text = chunk.utf8();
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) {
                throw unreadable("%s: a NUL byte at offset %d; this is not a text file"
                        .formatted(chunk.source(), chunk.offset() + i));
            }
        }
    }

    private static UncheckedIOException unreadable(String message) {
        return new UncheckedIOException(message, new IOException(message));
    }

    private void spell(WordScanner scanner, WordBuffer word, long times, WordTable into) {
        scanner.spell(word);
        if (word.size() > 0 && word.codePoints() <= longestWord) {
            into.add(word.bytes(), 0, word.size(), times);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
