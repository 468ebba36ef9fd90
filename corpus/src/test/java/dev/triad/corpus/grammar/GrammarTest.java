// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.file.Sha256;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrammarTest {
    private static Stream<String> words(String sentence) {
        return Stream.of(sentence.replaceAll("[.,]", "").split(" ", -1));
    }

    @Test
    void aDocumentIsTheSameWheneverItIsMade() {
        assertThat(new Grammar(1).document(5)).isEqualTo(new Grammar(1).document(5));
        assertThat(new Grammar(2).document(5)).isNotEqualTo(new Grammar(1).document(5));
        assertThat(new Grammar(1).document(6)).isNotEqualTo(new Grammar(1).document(5));
    }

    @Test
    void aDocumentKeepsToOneTopic() {
        for (int number = 0; number < 200; number++) {
            var words = new HashSet<String>();
            new Grammar(3).document(number).forEach(sentence -> words(sentence).forEach(words::add));
            long topics = Stream.of(Topic.values())
                    .filter(topic -> topic.things().stream().anyMatch(words::contains))
                    .count();
            assertThat(topics).isEqualTo(1);
        }
    }

    /// The mood is the one of which the last mood word, the main clause's, speaks.
    @Test
    void theMainClauseHasTheMoodOfTheLabel() {
        for (int number = 0; number < 500; number++) {
            var row = new Grammar(4).row(number, false);
            var last = words(row.sentence())
                    .map(GrammarTest::moodOf)
                    .filter(moods -> !moods.isEmpty())
                    .reduce((_, later) -> later)
                    .orElseThrow();
            assertThat(last).as(row.sentence()).containsExactly(row.mood());
        }
    }

    @Test
    void sentencesToLearnFromUseFewOfTheWordsThatSayAMoodAndThoseToJudgeByAll() {
        var grammar = new Grammar(5);
        assertThat(moodWords(grammar, true)).hasSize(2 * 3 * Mood.SHOWN);
        assertThat(moodWords(grammar, false)).hasSize(2 * (20 + 10 + 6));
    }

    private static Set<String> moodWords(Grammar grammar, boolean learned) {
        var found = new HashSet<String>();
        IntStream.range(0, 3000)
                .mapToObj(number -> grammar.row(number, learned).sentence())
                .flatMap(GrammarTest::words)
                .filter(word -> !moodOf(word).isEmpty())
                .forEach(found::add);
        return found;
    }

    private static List<Mood> moodOf(String word) {
        return Stream.of(Mood.values())
                .filter(mood -> Stream.of(mood.qualities(), mood.verbs(), mood.feelings())
                        .anyMatch(list -> list.contains(word)))
                .toList();
    }

    @Test
    void aFolderAppearsWholeIsTheSameEverywhereAndIsNeverOverwritten(@TempDir Path folder) throws IOException {
        var out = folder.resolve("text");
        ComposedText.write(out, new Grammar(42), 50, 10, 20, Progress.NONE);
        assertThat(Files.readAllLines(out.resolve("corpus/text.txt"))).hasSize(50 * 9);
        assertThat(Files.readAllLines(out.resolve("task/train.tsv")))
                .hasSize(11)
                .startsWith("sentence\tlabel");
        assertThat(Files.readAllLines(out.resolve("task/dev.tsv"))).hasSize(21);
        assertThat(Sha256.of(out.resolve("corpus/text.txt")))
                .isEqualTo("9bfea2cd6a2d83db425278aff20be66a20f5e8e7bb63505289bad92ced7a180b");
        assertThat(Sha256.of(out.resolve("task/dev.tsv")))
                .isEqualTo("7ab285b8302f99f5112c7431c2d2f9e107041c8cf4ff1917ccb73b41c7ac0d40");
        assertThatThrownBy(() -> ComposedText.write(out, new Grammar(42), 50, 10, 20, Progress.NONE))
                .hasMessageContaining("is there already");
    }
}
