// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the public classes say, whatever the numbers are.
final class AnswersTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void aPlace() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void classesExcludeEachOtherAndPairsAreRead() throws IOException {
        SmallModel.write(file, 16, 1, "ForSequenceClassification");
        try (var classifier = TextClassifier.open(folder)) {
            assertThat(classifier.labels()).containsExactly("O", "B-X", "I-X");
            var answer = classifier.classify("a good film", "the film is bad");
            assertThat(answer.probabilities().keySet()).containsExactly("O", "B-X", "I-X");
            assertThat(answer.probabilities().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-9));
            assertThat(answer.probabilities().get(answer.label())).isEqualTo(answer.score());
            assertThat(classifier.classify("a good film").probabilities()).isNotEqualTo(answer.probabilities());
            assertThat(classifier.classifyAll(List.of())).isEmpty();
            assertThat(classifier.classify("").labels()).hasSize(1);
        }
    }

    @Test
    void everyWordHasATagAndItsPlaceHoweverLongTheText() throws IOException {
        SmallModel.write(file, 16, 1, "ForTokenClassification");
        try (var tagger = TokenTagger.open(file)) {
            String text = "  a good\tfilm\n" + "the films is bad ! ".repeat(40);
            var tagged = tagger.tag(text);
            assertThat(tagged.words()).hasSize(3 + 5 * 40);
            for (var word : tagged.words()) {
                assertThat(text.substring(word.start(), word.end())).isEqualTo(word.text());
                assertThat(tagger.labels()).contains(word.tag());
            }
            for (var span : tagged.spans()) {
                assertThat(text.substring(span.start(), span.end())).isEqualTo(span.text());
            }
            assertThat(tagger.tag("").words()).isEmpty();
            var words =
                    tagger.tagWords(List.of(List.of("a", "good film", "😀"))).getFirst();
            assertThat(words.words().stream().map(TaggedText.Word::start)).containsExactly(0, 2, 12);
        }
    }

    @Test
    void answersStandInTheTextAlsoBeyondTheFirstWindow() throws IOException {
        SmallModel.write(file, 16, 1, "ForQuestionAnswering");
        try (var answerer = QuestionAnswerer.open(file)) {
            String context = "a film is good ! the bad films is a film . ".repeat(12);
            var answer = answerer.answer("is the film good", context);
            assertThat(answer.isPresent()).isTrue();
            assertThat(answer.text()).isEqualTo(answer.candidates().getFirst().text());
            for (var candidate : answer.candidates()) {
                assertThat(context.substring(candidate.start(), candidate.end()))
                        .isEqualTo(candidate.text());
            }
            assertThat(answer.candidates().stream()
                            .mapToDouble(Answer.Candidate::probability)
                            .sum())
                    .isCloseTo(1, within(1e-9));
            var asked = List.of(new QuestionAnswerer.Asked("is it good", context));
            assertThat(answerer.answerAll(asked, Double.NEGATIVE_INFINITY)
                            .getFirst()
                            .isPresent())
                    .isFalse();
            assertThat(answerer.answer("is it", "").candidates()).isEmpty();
        }
    }

    @Test
    void detectedTokensStandWhereTheySay() throws IOException {
        SmallModel.write(file, 16, 1, "ForPreTraining");
        try (var detector = ReplacedTokenDetector.open(file)) {
            var tokens = detector.detect("The films is Bad!");
            assertThat(tokens.stream().map(DetectedToken::token))
                    .containsExactly("the", "film", "##s", "is", "bad", "!");
            assertThat(tokens.get(2).start()).isEqualTo(8);
            assertThat(tokens).allMatch(token -> token.replaced() > 0 && token.replaced() < 1);
        }
    }

    @Test
    void eachMaskIsFilledWithTheLikeliestTokens() throws IOException {
        SmallModel.write(file, 16, 1, "ForMaskedLM");
        try (var filler = MaskedTokenFiller.open(file)) {
            var filled = filler.fill("the [MASK] is [MASK] !", 20);
            assertThat(filled).hasSize(2);
            assertThat(filled.getFirst().start()).isEqualTo(4);
            assertThat(filled.getFirst().end()).isEqualTo(10);
            assertThat(filled.getFirst().candidates()).hasSize(SmallModel.VOCABULARY.size());
            var shares = filled.getFirst().candidates().stream()
                    .map(FilledMask.Candidate::probability)
                    .toList();
            assertThat(shares).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> filler.fill("no mask", 3))
                    .withMessageContaining("[MASK]");
        }
    }

    @Test
    void vectorsDoNotDependOnCompanyNorOnTheNumberOfThreads() throws IOException {
        SmallModel.write(file, 32, 2, "ForPreTraining");
        var texts = IntStream.range(0, 150)
                .mapToObj(i -> "a good film ! ".repeat(i % 12 + 1) + "the bad ".repeat(i % 7))
                .toList();
        try (var alone = TextEncoder.open(
                        file, RuntimeOptions.builder().threads(1).build(), Pooling.MEAN);
                var two = TextEncoder.open(
                        file, RuntimeOptions.builder().threads(2).build(), Pooling.MEAN)) {
            var together = two.encodeAll(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(together.get(i)).containsExactly(alone.encode(texts.get(i)), within(1e-5F));
            }
        }
    }

    @Test
    void poolingIsTheMeanOfTheTokensOrTheFirst() throws IOException {
        SmallModel.write(file, 16, 1, "ForPreTraining");
        try (var mean = TextEncoder.open(file);
                var first = TextEncoder.open(file, RuntimeOptions.DEFAULT, Pooling.FIRST)) {
            var tokens = mean.tokens("a good film", null);
            assertThat(tokens.tokens()).containsExactly("[CLS]", "a", "good", "film", "[SEP]");
            assertThat(first.encode("a good film"))
                    .containsExactly(tokens.vectors().getFirst(), within(1e-6F));
            var sum = new float[mean.dimensions()];
            for (float[] vector : tokens.vectors()) {
                for (int i = 0; i < sum.length; i++) sum[i] += vector[i] / 5;
            }
            assertThat(mean.encode("a good film")).containsExactly(sum, within(1e-5F));
        }
    }

    @Test
    void aModelThatAnswersSomethingElseIsRefused() throws IOException {
        SmallModel.write(file, 16, 1, "ForTokenClassification");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextClassifier.open(file))
                .withMessageContaining("tags of words")
                .withMessageContaining("not classes of texts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenTagger.open(
                        file, RuntimeOptions.builder().maxLength(65).build()))
                .withMessageContaining("64 positions");
    }

    @Test
    void whatIsNoModelIsRefusedWithItsPlace() throws IOException {
        assertThatThrownBy(() -> TextEncoder.open(file)).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> TextEncoder.open(folder)).hasMessageContaining("has no model.safetensors");
        Files.writeString(file, "not a model");
        assertThatThrownBy(() -> TextEncoder.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString());
    }
}
