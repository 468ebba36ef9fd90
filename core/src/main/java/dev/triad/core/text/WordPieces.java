// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.nio.charset.StandardCharsets;

/// WordPiece: the longest token that begins the word, then the longest `##` token that goes on, to the end. A word that
/// cannot be spelled to its end, or is too long, is one unknown token.
final class WordPieces implements PieceModel {
    static final String CONTINUATION = "##";

    private final PieceTrie trie = new PieceTrie();
    private final int beginning = trie.root();
    private final int continuation = trie.root();
    private final int unknown;
    private final int maxWordLength;

    WordPieces(Vocabulary vocabulary, int maxWordLength) {
        unknown = vocabulary.id(SpecialToken.UNKNOWN);
        this.maxWordLength = maxWordLength;
        for (int id = 0; id < vocabulary.size(); id++) {
            var token = vocabulary.token(id);
            boolean continues = token.startsWith(CONTINUATION) && token.length() > CONTINUATION.length();
            var bytes = token.substring(continues ? CONTINUATION.length() : 0).getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                trie.put(continues ? continuation : beginning, bytes, id);
            }
        }
    }

    @Override
    public void cut(WordBuffer word, IntBuilder ids, IntBuilder ends) {
        int firstId = ids.size();
        int firstEnd = ends.size();
        boolean spelled = word.codePoints() <= maxWordLength;
        for (int at = 0; spelled && at < word.size(); ) {
            int node = at == 0 ? beginning : continuation;
            int best = PieceTrie.NONE;
            int next = at;
            for (int i = at; i < word.size(); ) {
                int reached = trie.step(node, word.bytes()[i++]);
                if (reached == PieceTrie.NONE) {
                    break;
                }
                node = reached & ~PieceTrie.TOKEN;
                if (reached != node) {
                    best = trie.token(node);
                    next = i;
                }
            }
            spelled = best != PieceTrie.NONE;
            if (spelled) {
                ids.add(best);
                ends.add(next);
                at = next;
            }
        }
        if (!spelled) {
            ids.truncate(firstId);
            ends.truncate(firstEnd);
            ids.add(unknown);
            ends.add(word.size());
        }
    }
}
