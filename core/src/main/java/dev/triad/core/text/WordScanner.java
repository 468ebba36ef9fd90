// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.function.Supplier;

/// Walks through text word by word: what a tokenizer calls a word, before it is cut into pieces. Scanners hold a
/// position, so each belongs to one thread.
///
/// ```java
/// scanner.scan(utf8, 0, utf8.length);
/// while (scanner.next()) {
///     use(scanner.start(), scanner.end());
/// }
/// ```
public sealed interface WordScanner permits BertWords, Gpt2Words {
    /// Makes scanners that find BERT's words.
    static Supplier<WordScanner> bert(WordPieceOptions options) {
        var characters = new BertCharacters(options);
        return () -> new BertWords(characters);
    }

    /// Makes scanners that find GPT-2's words.
    static Supplier<WordScanner> gpt2() {
        return Gpt2Words::new;
    }

    /// Begins with `utf8[from, to)`.
    void scan(byte[] utf8, int from, int to);

    /// Moves to the next word.
    ///
    /// @return false at the end of the text
    /// @throws MalformedUtf8Exception if the bytes are not UTF-8
    boolean next();

    /// First byte of the word.
    int start();

    /// Byte after its last.
    int end();

    /// Whether the word's bytes alone decide its tokens; false when its surroundings have a say.
    boolean selfContained();

    /// Writes the word's normal form into `word`. A word that spells nothing leaves it empty.
    void spell(WordBuffer word);
}
