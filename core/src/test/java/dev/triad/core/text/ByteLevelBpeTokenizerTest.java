// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.text.ByteLevelBpeOptions.Family;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteLevelBpeTokenizerTest {
    private final SmallVocabularies.BytePairs pairs = SmallVocabularies.byteLevel(4, Family.ROBERTA);
    private final Tokenizer tokenizer =
            new ByteLevelBpeTokenizer(pairs.vocabulary(), pairs.merges(), ByteLevelBpeOptions.ROBERTA);

    @Test
    void decodingGivesBackExactlyWhatWasEncoded() {
        var texts = new RandomText(21);
        for (int i = 0; i < 5_000; i++) {
            var text = texts.next(80);
            var encoding = tokenizer.encode(text, null, EncodeOptions.MODEL);
            assertThat(tokenizer.decode(encoding.ids(), DecodeOptions.READABLE)).isEqualTo(text);
        }
    }

    @Test
    void pairsAreLaidOutAsRobertaWantsThem() {
        var encoding = tokenizer.encode("a", "b", EncodeOptions.MODEL);
        var tokens = new ArrayList<String>();
        for (int id : encoding.ids()) {
            tokens.add(tokenizer.vocabulary().token(id));
        }
        assertThat(tokens).containsExactly("<s>", "a", "</s>", "</s>", "b", "</s>");
        assertThat(encoding.typeIds()).containsOnly(0);
    }

    @Test
    void thePrefixSpaceIsPutBeforeTextThatHasNone() {
        var prefixing = new ByteLevelBpeTokenizer(
                pairs.vocabulary(), pairs.merges(), ByteLevelBpeOptions.ROBERTA.withPrefixSpace(true));
        assertThat(prefixing.encode("the").ids())
                .isEqualTo(tokenizer.encode(" the").ids());
        assertThat(prefixing.encode(" the").ids())
                .isEqualTo(tokenizer.encode(" the").ids());
        var utf8 = "the\u00E9".getBytes(StandardCharsets.UTF_8);
        var out = new IntBuilder();
        prefixing.writer().append(utf8, 0, utf8.length, out);
        assertThat(out.toArray()).isEqualTo(prefixing.encode("the\u00E9").ids());
        utf8[4] = 'x';
        assertThatThrownBy(() -> prefixing.writer().append(utf8, 1, 5, out))
                .isInstanceOfSatisfying(
                        MalformedUtf8Exception.class,
                        e -> assertThat(e.offset()).isEqualTo(3));
    }

    @Test
    void aMergeOrAByteThatTheVocabularyLacksIsNamed() {
        var merges = new ArrayList<>(pairs.merges());
        merges.set(5, "zz qq");
        assertThatThrownBy(() -> new ByteLevelBpeTokenizer(pairs.vocabulary(), merges, ByteLevelBpeOptions.ROBERTA))
                .hasMessageContaining("merge 5 needs the token \"zz\"");
        merges.set(5, "a b c");
        assertThatThrownBy(() -> new ByteLevelBpeTokenizer(pairs.vocabulary(), merges, ByteLevelBpeOptions.ROBERTA))
                .hasMessageContaining("merge 5 is \"a b c\"");
        var tokens = new ArrayList<>(pairs.vocabulary().tokens());
        tokens.remove("Ġ");
        var lacking = Vocabulary.byteLevel(tokens, Family.ROBERTA);
        assertThatThrownBy(() -> new ByteLevelBpeTokenizer(lacking, List.of(), ByteLevelBpeOptions.ROBERTA))
                .hasMessageContaining("no token \"Ġ\" for byte 0x20");
    }
}
