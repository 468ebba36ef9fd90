// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LyricsAlphabetTest {
    private static final String LINE = "Hi, it's [A+B]\\\tZ?\n";

    @Test
    void idsAreThoseOfTheReleasedModels() {
        assertThat(LyricsAlphabet.V2.spell(LINE).ids())
                .containsExactly(8, 35, 64, 77, 35, 46, 71, 45, 77, 75, 1, 70, 2, 76, 79, 78, 26, 68, 79);
        assertThat(LyricsAlphabet.V3.spell(LINE).ids())
                .containsExactly(8, 35, 64, 76, 35, 46, 70, 45, 76, 74, 1, 2, 75, 78, 77, 26, 68, 78);
        assertThat(LyricsAlphabet.V2.size()).isEqualTo(80);
        assertThat(LyricsAlphabet.V3.size()).isEqualTo(79);
    }

    @ParameterizedTest
    @EnumSource
    void everyIdReadsAsTheCharacterItCameFrom(LyricsAlphabet alphabet) {
        for (int id = 1; id < alphabet.size(); id++) {
            String character = alphabet.text(id);
            assertThat(character).hasSize(1);
            assertThat(alphabet.spell(character).ids()).containsExactly(id);
        }
        assertThat(alphabet.text(0, 1, 0)).isEqualTo("A");
        assertThatThrownBy(() -> alphabet.text(alphabet.size())).hasMessageContaining("no character");
    }

    @ParameterizedTest
    @CsvSource({
        "Çà et là,Ca et la",
        "Straße über Öl,Strasse uber Ol",
        "“Don’t”,\"Don't\"",
        "Ærøskøbing,AEroskobing",
        "Любовь,Liubov'",
        "Ελλάδα,Ellada",
        "ﬁn…,fin..."
    })
    void accentsAndForeignLettersAreSpelledInAscii(String text, String spelling) {
        var spelled = LyricsAlphabet.V2.spell(text);
        assertThat(LyricsAlphabet.V2.text(spelled.ids())).isEqualTo(spelling);
        assertThat(spelled.warning()).isEmpty();
    }

    @Test
    void eachIdKnowsWhereInTheTextItsCharacterStands() {
        var spelled = LyricsAlphabet.V2.spell("a\uD83D\uDE00ßb");
        assertThat(LyricsAlphabet.V2.text(spelled.ids())).isEqualTo("assb");
        assertThat(spelled.origins()).containsExactly(0, 3, 3, 4);
    }

    @Test
    void whatCannotBeSungIsCountedAndNamed() {
        var spelled = LyricsAlphabet.V3.spell("1+1=2 \uD83D\uDE00\uD83D\uDE00\r\n");
        assertThat(LyricsAlphabet.V3.text(spelled.ids())).isEqualTo("112 \n");
        assertThat(spelled.left()).containsEntry("+", 1).containsEntry("=", 1).containsEntry("\uD83D\uDE00", 2);
        assertThat(spelled.left()).hasSize(3);
        assertThat(spelled.warning()).contains("'+' (U+002B) 1 times").contains("(U+1F600) 2 times");
    }
}
