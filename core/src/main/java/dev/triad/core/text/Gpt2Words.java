// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import dev.triad.core.text.HuggingFaceUnicode.Category;

/// GPT-2's words, which together are the text again: a contraction's tail (`'s`), letters, digits or anything else with
/// at most one space before, and white space. What GPT-2 writes as one regular expression,
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, is a few loops here.
final class Gpt2Words implements WordScanner {
    private static final byte OTHER = 0;
    private static final byte LETTER = 1;
    private static final byte NUMBER = 2;
    private static final byte BLANK = 3;
    private static final byte[] ASCII = new byte[128];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = classify(c);
        }
    }

    private byte[] utf8 = {};
    private int limit;
    private int start;
    private int end;

    @Override
    public void scan(byte[] text, int from, int to) {
        utf8 = text;
        limit = to;
        end = from;
    }

    @Override
    public boolean next() {
        if (end >= limit) {
            return false;
        }
        start = end;
        int first = utf8[start];
        if (first == '\'') {
            end = start + contraction(start + 1);
            if (end > start) {
                return true;
            }
        }
        int body = first == ' ' && start + 1 < limit ? start + 1 : start;
        int kind = kindAt(body);
        if (kind == BLANK) {
            end = endOfBlank(start);
        } else {
            end = endOfRun(body, kind);
        }
        return true;
    }

    private static byte classify(int c) {
        if (HuggingFaceUnicode.is(c, Category.LETTER)) {
            return LETTER;
        } else if (HuggingFaceUnicode.is(c, Category.NUMBER)) {
            return NUMBER;
        }
        boolean blank = HuggingFaceUnicode.is(c, Category.SPACE) || c == 0x0B || c == 0x0C || c == 0x85;
        return blank ? BLANK : OTHER;
    }

    private int kindAt(int at) {
        int lead = utf8[at];
        return lead >= 0 ? ASCII[lead] : classify(Utf8.decode(utf8, at, limit));
    }

    /// Length of a contraction whose apostrophe stands before `at`, apostrophe included; 0 if it is none.
    private int contraction(int at) {
        if (at >= limit) {
            return 0;
        }
        return switch (utf8[at]) {
            case 's', 't', 'm', 'd' -> 2;
            case 'r', 'v' -> at + 1 < limit && utf8[at + 1] == 'e' ? 3 : 0;
            case 'l' -> at + 1 < limit && utf8[at + 1] == 'l' ? 3 : 0;
            default -> 0;
        };
    }

    private int endOfRun(int at, int kind) {
        while (at < limit) {
            if (kind == LETTER) {
                at = AsciiRuns.endOfLetters(utf8, at, limit);
                if (at == limit) {
                    break;
                }
            }
            int lead = utf8[at];
            if (lead >= 0) {
                if (ASCII[lead] != kind) {
                    break;
                }
                at++;
            } else {
                int codePoint = Utf8.decode(utf8, at, limit);
                if (classify(codePoint) != kind) {
                    break;
                }
                at += Utf8.length(codePoint);
            }
        }
        return at;
    }

    /// White space gives its last character away to the word that follows, if it has another.
    private int endOfBlank(int at) {
        int last = at;
        int next = at;
        while (next < limit && kindAt(next) == BLANK) {
            last = next;
            next += utf8[next] >= 0 ? 1 : Utf8.length(Utf8.decode(utf8, next, limit));
        }
        return next == limit || last == at ? next : last;
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public boolean selfContained() {
        return true;
    }

    @Override
    public void spell(WordBuffer word) {
        word.clear(Integer.MAX_VALUE);
        for (int at = start; at < end; ) {
            int next = at + (utf8[at] >= 0 ? 1 : Utf8.length(Utf8.decode(utf8, at, end)));
            for (int i = at; i < next; i++) {
                word.add(utf8[i], at, next);
            }
            at = next;
        }
    }
}
