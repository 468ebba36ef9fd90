// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.file.Json;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.encoder.EncoderFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `triad run` answers what `triad electra predict` answers, model for model: same labels, tags, spans and places, and
/// numbers within 1e-4, whether the model is dense or packed.
final class RunParityTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private Path lines(String name, boolean pairs, int count) throws IOException {
        var random = RandomKey.of(5).named("texts").at(0, 0, 0);
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String first = i == 3 ? "" : SmallModels.text(random, 1 + random.nextInt(i % 4 == 0 ? 60 : 12));
            lines.add(pairs ? first + "\t" + SmallModels.text(random, 1 + random.nextInt(40)) : first);
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static List<Map<String, Object>> json(String out) throws IOException {
        var lines = new ArrayList<Map<String, Object>>();
        for (String line : out.lines().toList()) {
            lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        return lines;
    }

    /// The same values, but for the last digits of numbers.
    private static void assertSame(@Nullable Object actual, @Nullable Object expected, String where) {
        switch (expected) {
            case Map<?, ?> map -> {
                assertThat(actual).as(where).isInstanceOf(Map.class);
                assertThat(((Map<?, ?>) actual).keySet().toString())
                        .as(where)
                        .isEqualTo(map.keySet().toString());
                map.forEach((key, value) -> assertSame(((Map<?, ?>) actual).get(key), value, where + "." + key));
            }
            case List<?> list -> {
                assertThat((List<?>) actual).as(where).hasSameSizeAs(list);
                for (int i = 0; i < list.size(); i++) {
                    assertSame(((List<?>) actual).get(i), list.get(i), where + "[" + i + "]");
                }
            }
            case Double number ->
                assertThat((Double) actual)
                        .as(where)
                        .isCloseTo(number, within(TOLERANCE * Math.max(1, Math.abs(number))));
            case null, default -> assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private void assertParity(Path dense, String command, Path input) throws IOException {
        for (var model : List.of(dense, SmallModels.packed(dense))) {
            var predicted = SmallModels.good(
                    "electra",
                    "predict",
                    "--model",
                    model,
                    "--input",
                    input,
                    "--jsonl",
                    "--dtype",
                    "f32",
                    "--threads",
                    1,
                    "--max-length",
                    40,
                    "--progress",
                    "off");
            for (int threads : new int[] {1, 2}) {
                var run = SmallModels.good(
                        "run", command, "--model", model, "--input", input, "--max-length", 40, "--threads", threads);
                assertSame(json(run.out()), json(predicted.out()), model.getFileName() + " " + threads);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ELECTRA, SEQUENCE_CLASSIFICATION, single_label_classification, 3",
        "ELECTRA, LINEAR_CLASSIFICATION, multi_label_classification, 40",
        "BERT, SEQUENCE_CLASSIFICATION, multi_label_classification, 2",
        "ROBERTA, SEQUENCE_CLASSIFICATION, regression, 1"
    })
    void textsAndPairsGetTheSameClassesAndNumbers(EncoderFamily family, HeadKind head, String problem, int labels)
            throws IOException {
        var names = new ArrayList<String>();
        for (int i = 0; i < labels; i++) names.add("label " + i);
        var dense = SmallModels.dense(folder.resolve("model"), family, head, names, problem);
        assertParity(dense, "classify", lines("pairs.txt", true, 30));
        assertParity(dense, "classify", lines("texts.txt", false, 30));
    }

    @ParameterizedTest
    @CsvSource({"ELECTRA", "BERT", "ROBERTA"})
    void wordsGetTheSameTagsAndSpans(EncoderFamily family) throws IOException {
        var tags = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");
        var dense = SmallModels.dense(folder.resolve("model"), family, HeadKind.TOKEN_CLASSIFICATION, tags, null);
        assertParity(dense, "tag", lines("texts.txt", false, 40));
    }

    @ParameterizedTest
    @CsvSource({
        "ELECTRA, QUESTION_ANSWERING",
        "ELECTRA, JOINT_QUESTION_ANSWERING",
        "BERT, QUESTION_ANSWERING",
        "ROBERTA, QUESTION_ANSWERING"
    })
    void questionsGetTheSameAnswersAndCandidates(EncoderFamily family, HeadKind head) throws IOException {
        var dense = SmallModels.dense(folder.resolve("model"), family, head, List.of(), null);
        var random = RandomKey.of(6).named("questions").at(0, 0, 0);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            lines.add(SmallModels.text(random, 1 + random.nextInt(12)) + "\t"
                    + SmallModels.text(random, 1 + random.nextInt(90)));
        }
        assertParity(dense, "answer", Files.write(folder.resolve("questions.txt"), lines));
    }

    @Test
    void tokensLookReplacedToTheSameDegree() throws IOException {
        var dense = SmallModels.dense(
                folder.resolve("model"), EncoderFamily.ELECTRA, HeadKind.REPLACED_TOKEN, List.of(), null);
        String text = "the film is very good and Paris is a bad film";
        for (var model : List.of(dense, SmallModels.packed(dense))) {
            var expected =
                    json(SmallModels.good("electra", "detect", "--model", model, "--json", "--dtype", "f32", text)
                            .out());
            var input = Files.write(folder.resolve("texts.txt"), List.of(text));
            var actual = json(SmallModels.good("run", "detect", "--model", model, "--input", input)
                    .out());
            var wanted = (List<?>) expected.getFirst().get("tokens");
            var found = (List<?>) actual.getFirst().get("tokens");
            assertThat(found).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                var one = (Map<?, ?>) wanted.get(i);
                var other = (Map<?, ?>) found.get(i);
                assertThat(other.get("token")).isEqualTo(one.get("token"));
                assertSame(other.get("replaced"), one.get("replaced"), "token " + i);
            }
        }
    }
}
