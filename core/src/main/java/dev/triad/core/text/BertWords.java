// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static dev.triad.core.text.BertCharacters.ALONE;
import static dev.triad.core.text.BertCharacters.MARK;
import static dev.triad.core.text.BertCharacters.NOTHING;
import static dev.triad.core.text.BertCharacters.SIGMA;
import static dev.triad.core.text.BertCharacters.SPACE;

/// BERT's words: runs between spaces, punctuation and Chinese characters on their own. The original normalises the
/// whole text before it splits; here words are found in the raw text, which comes to the same because no normal
/// form mixes words with what separates them.
final class BertWords implements WordScanner {
    private final BertCharacters characters;
    private final byte[] ascii;
    private final byte[] asciiForms;
    private byte[] utf8 = {};
    private final int longest;
    private int from;
    private int limit;
    private int start;
    private int end;
    private boolean sigma;

    BertWords(BertCharacters characters) {
        this.characters = characters;
        ascii = characters.ascii();
        asciiForms = characters.asciiForms();
        longest = characters.options().maxWordLength();
    }

    @Override
    public void scan(byte[] text, int first, int to) {
        utf8 = text;
        from = first;
        limit = to;
        end = first;
    }

    @Override
    public boolean next() {
        sigma = false;
        int at = end;
        while (at < limit) {
            int width = 1;
            int kind;
            if (utf8[at] >= 0) {
                kind = ascii[utf8[at]];
            } else {
                int codePoint = Utf8.decode(utf8, at, limit);
                width = Utf8.length(codePoint);
                kind = characters.kind(codePoint);
            }
            if (kind == ALONE) {
                start = at;
                end = at + width;
                return true;
            } else if (kind != SPACE && kind != NOTHING) {
                start = at;
                end = endOfWord(at);
                return true;
            }
            at += width;
        }
        end = limit;
        return false;
    }

    private int endOfWord(int at) {
        while (true) {
            at = AsciiRuns.endOfLettersAndDigits(utf8, at, limit);
            if (at == limit) {
                break;
            }
            byte lead = utf8[at];
            if (lead >= 0) {
                if (ascii[lead] != NOTHING) {
                    break;
                }
                at++;
            } else {
                int codePoint = Utf8.decode(utf8, at, limit);
                int kind = characters.kind(codePoint);
                if (kind == SPACE || kind == ALONE) {
                    break;
                }
                sigma |= kind == SIGMA;
                at += Utf8.length(codePoint);
            }
        }
        return at;
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
        return !sigma;
    }

    @Override
    public void spell(WordBuffer word) {
        word.clear(longest);
        int marks = 0;
        for (int at = start; at < end; ) {
            if (utf8[at] >= 0) {
                if (ascii[utf8[at]] != NOTHING) {
                    word.add(asciiForms[utf8[at]], at, at + 1);
                }
                at++;
                continue;
            }
            int codePoint = Utf8.decode(utf8, at, end);
            int next = at + Utf8.length(codePoint);
            int kind = characters.kind(codePoint);
            if (kind == MARK && ++marks > 1) {
                spellInOrder(word);
                return;
            }
            word.add(kind == SIGMA ? sigma(at) : characters.form(codePoint), at, next);
            at = next;
        }
    }

    private byte[] sigma(int at) {
        return Utf8.encode(FinalSigma.at(utf8, at, from, limit, characters) ? 'ς' : 'σ');
    }

    /// The slow way, for words in which several marks survive: they may have to change places. Marks that are dropped
    /// matter only where they do not move, and so keep others apart.
    private void spellInOrder(WordBuffer word) {
        word.clear(longest);
        var run = new IntBuilder();
        var origins = new IntBuilder();
        for (int at = start; at < end; ) {
            int codePoint = Utf8.decode(utf8, at, end);
            int origin = at;
            if (!characters.isControl(codePoint)) {
                characters.decompose(codePoint).codePoints().forEach(c -> {
                    if (!characters.moves(c)) {
                        flush(run, origins, word);
                        spellOne(c, origin, word);
                    } else if (!characters.isAccent(c) && run.size() <= longest) {
                        run.add(c);
                        origins.add(origin);
                    }
                });
            }
            at += Utf8.length(codePoint);
        }
        flush(run, origins, word);
    }

    private void flush(IntBuilder run, IntBuilder origins, WordBuffer word) {
        CanonicalOrder.sort(run.array(), origins.array(), run.size());
        for (int i = 0; i < run.size(); i++) {
            spellOne(run.get(i), origins.get(i), word);
        }
        run.clear();
        origins.clear();
    }

    private void spellOne(int codePoint, int origin, WordBuffer word) {
        int width = Utf8.length(Utf8.decode(utf8, origin, end));
        boolean sigma = characters.kind(codePoint) == SIGMA;
        word.add(sigma ? sigma(origin) : characters.form(codePoint), origin, origin + width);
    }
}
