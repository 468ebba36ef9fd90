// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models that many threads ask at once.
final class ManyThreadsTest {
    private static final int REQUESTS = 10_000;
    private static final int CALLERS = 32;

    @TempDir
    Path folder;

    private static String text(int number) {
        var random = RandomKey.of(41).named("text").at(number, 0, 0);
        var words = SmallModel.VOCABULARY.subList(5, SmallModel.VOCABULARY.size());
        var text = new StringBuilder("a");
        for (int i = random.nextInt(number % 50 == 0 ? 80 : 12); i > 0; i--) {
            text.append(' ').append(words.get(random.nextInt(words.size())));
        }
        return text.toString();
    }

    private static double[] numbers(Classification answer) {
        return answer.probabilities().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    @Test
    void thirtyTwoThreadsGetTheAnswersThatOneGets() throws Exception {
        var classifierFile = SmallModel.write(folder.resolve("c.safetensors"), 32, 2, "ForSequenceClassification");
        var taggerFile = SmallModel.write(folder.resolve("t.safetensors"), 32, 2, "ForTokenClassification");
        var options = RuntimeOptions.builder().threads(2).build();
        try (var classifier = TextClassifier.open(classifierFile, options);
                var tagger = TokenTagger.open(taggerFile, options);
                var callers = Executors.newFixedThreadPool(CALLERS)) {
            var classes = new ArrayList<double[]>();
            var tags = new ArrayList<List<String>>();
            for (int i = 0; i < 200; i++) {
                classes.add(numbers(classifier.classify(text(i))));
                tags.add(tags(tagger, i));
            }
            long before = heap();
            List<Callable<Boolean>> requests = IntStream.range(0, REQUESTS)
                    .<Callable<Boolean>>mapToObj(request -> () -> {
                        int i = request * 31 % 200;
                        switch (request % 3) {
                            case 0 ->
                                assertThat(numbers(classifier.classify(text(i))))
                                        .containsExactly(classes.get(i), within(1e-5));
                            case 1 -> assertThat(tags(tagger, i)).isEqualTo(tags.get(i));
                            default -> {
                                int j = (i + 1) % 200;
                                var both = classifier.classifyAll(List.of(TextPair.of(text(i)), TextPair.of(text(j))));
                                assertThat(numbers(both.get(0))).containsExactly(classes.get(i), within(1e-5));
                                assertThat(numbers(both.get(1))).containsExactly(classes.get(j), within(1e-5));
                            }
                        }
                        return true;
                    })
                    .toList();
            for (var answer : callers.invokeAll(requests))
                assertThat(answer.get()).isTrue();
            assertThat(heap() - before).as("bytes that are kept").isLessThan(16 << 20);
        }
    }

    /// What is in use once nothing is left to be collected.
    private static long heap() {
        var runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static List<String> tags(TokenTagger tagger, int i) {
        return tagger.tag(text(i)).words().stream().map(TaggedText.Word::tag).toList();
    }

    @Test
    void closingWaitsForThoseWhoAskAndRefusesTheOthers() throws IOException, InterruptedException {
        var file = SmallModel.write(folder.resolve("c.safetensors"), 32, 2, "ForSequenceClassification");
        var classifier =
                TextClassifier.open(file, RuntimeOptions.builder().threads(2).build());
        try (var callers = Executors.newFixedThreadPool(8)) {
            var calls = IntStream.range(0, 300)
                    .mapToObj(i -> callers.submit(() -> classifier.classify(text(i))))
                    .toList();
            classifier.close();
            for (var call : calls) {
                try {
                    assertThat(call.get().labels()).hasSize(1);
                } catch (ExecutionException e) {
                    assertThat(e)
                            .cause()
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                }
            }
        }
        assertThatThrownBy(() -> classifier.classify("a film")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        var file = SmallModel.write(folder.resolve("c.safetensors"), 32, 2, "ForSequenceClassification");
        var classifier = TextClassifier.open(file);
        classifier.close();
        classifier.close();
        assertThatThrownBy(() -> classifier.classify("a film")).isInstanceOf(IllegalStateException.class);
    }
}
