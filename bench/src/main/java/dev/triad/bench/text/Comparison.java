// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.text;

import dev.triad.core.text.IntBuilder;
import dev.triad.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One of our tokenizers and its peer, side by side. The numbers count only if both give the same ids.
///
/// @param part what the peer reads in a run, a beginning of `text`
record Comparison(String name, Tokenizer ours, Peer peer, Lines text, Lines part, int runs) {
    void print() {
        var strings = part.strings();
        requireSameIds(strings);
        var writing = new double[runs];
        var writingByTwo = new double[runs];
        var encoding = new double[runs];
        var peerOne = new double[runs];
        var peerTwo = new double[runs];
        // The first round warms up.
        for (int run = -1; run < runs; run++) {
            int slot = Math.max(0, run);
            peerOne[slot] = rate(part.bytes(), () -> strings.forEach(peer::ids));
            writing[slot] = rate(text.bytes(), () -> write(text));
            encoding[slot] = rate(part.bytes(), () -> strings.forEach(ours::encode));
            writingByTwo[slot] = rate(text.bytes(), () -> write(text.part(0, 2)), () -> write(text.part(1, 2)));
            var halves = List.of(
                    strings.subList(0, strings.size() / 2), strings.subList(strings.size() / 2, strings.size()));
            peerTwo[slot] = rate(
                    part.bytes(),
                    () -> halves.get(0).forEach(peer::ids),
                    () -> halves.get(1).forEach(peer::ids));
        }
        double base = median(peerOne);
        System.out.printf("%n%s%n", name);
        row("Hugging Face, 1 thread, ids", base, base);
        row("Hugging Face, 2 threads", median(peerTwo), base);
        row("Triad encode, 1 thread, ids and offsets", median(encoding), base);
        row("Triad writer, 1 thread, ids", median(writing), base);
        row("Triad writer, 2 threads", median(writingByTwo), base);
        System.out.printf("  second thread adds %.0f %%%n", 100 * (median(writingByTwo) / median(writing) - 1));
    }

    private static void row(String what, double rate, double base) {
        System.out.printf("  %-40s %8.1f MB/s %7.1f x%n", what, rate, rate / base);
    }

    private void requireSameIds(List<String> strings) {
        var writer = ours.writer();
        var out = new IntBuilder();
        for (int line = 0; line < strings.size(); line++) {
            out.clear();
            writer.append(part.utf8(), part.start(line), part.end(line), out);
            long[] expected = peer.ids(strings.get(line));
            if (!Arrays.equals(
                    expected, Arrays.stream(out.toArray()).asLongStream().toArray())) {
                throw new IllegalStateException("different ids for: " + strings.get(line));
            }
        }
    }

    private void write(Lines lines) {
        var writer = ours.writer();
        var out = new IntBuilder(1 << 20);
        for (int line = 0; line < lines.count(); line++) {
            writer.append(lines.utf8(), lines.start(line), lines.end(line), out);
            if (out.size() > 1 << 19) {
                out.clear();
            }
        }
    }

    /// MB/s of `tasks`, each in a thread of its own.
    private static double rate(long bytes, Runnable... tasks) {
        long start = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (var task : tasks) {
            threads.add(Thread.ofPlatform().start(task));
        }
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while measuring", e);
            }
        }
        return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
