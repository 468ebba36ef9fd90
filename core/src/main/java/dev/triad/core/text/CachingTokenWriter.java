// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Objects;

/// Scans words, takes the ids of known ones from the cache, and works out the others.
final class CachingTokenWriter implements TokenWriter {
    private final WordScanner scanner;
    private final PieceModel pieces;
    private final boolean prefixSpace;
    private final WordCache cache = new WordCache();
    private final WordBuffer word = new WordBuffer();
    private final IntBuilder ends = new IntBuilder();
    private byte[] prefixed = {' '};

    /// @param prefixSpace begin the text with a space unless it has one
    CachingTokenWriter(WordScanner scanner, PieceModel pieces, boolean prefixSpace) {
        this.scanner = scanner;
        this.pieces = pieces;
        this.prefixSpace = prefixSpace;
    }

    @Override
    public int append(byte[] utf8, int from, int to, IntBuilder out) {
        Objects.checkFromToIndex(from, to, utf8.length);
        int before = out.size();
        try {
            if (prefixSpace && from < to && utf8[from] != ' ') {
                appendPrefixed(utf8, from, to, out);
            } else {
                words(utf8, from, to, out);
            }
        } catch (MalformedUtf8Exception e) {
            out.truncate(before);
            throw e;
        }
        return out.size() - before;
    }

    private void appendPrefixed(byte[] utf8, int from, int to, IntBuilder out) {
        if (prefixed.length <= to - from) {
            prefixed = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2L * (to - from) + 1)];
            prefixed[0] = ' ';
        }
        System.arraycopy(utf8, from, prefixed, 1, to - from);
        try {
            words(prefixed, 0, to - from + 1, out);
        } catch (MalformedUtf8Exception e) {
            int offset = e.offset() - 1 + from;
            throw new MalformedUtf8Exception(offset, utf8[offset]);
        }
    }

    private void words(byte[] utf8, int from, int to, IntBuilder out) {
        scanner.scan(utf8, from, to);
        while (scanner.next()) {
            int start = scanner.start();
            int end = scanner.end();
            boolean keep = end - start <= WordCache.LONGEST && scanner.selfContained();
            if (keep && cache.append(utf8, start, end, out)) {
                continue;
            }
            int first = out.size();
            scanner.spell(word);
            ends.clear();
            pieces.cut(word, out, ends);
            if (keep) {
                cache.store(out.array(), first, out.size());
            }
        }
    }
}
