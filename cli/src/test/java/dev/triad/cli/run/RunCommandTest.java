// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How `triad run …` reads, writes and fails.
final class RunCommandTest {
    @TempDir
    static Path models;

    @TempDir
    Path folder;

    private static Path classifier = Path.of("");
    private static Path tagger = Path.of("");
    private static Path answerer = Path.of("");
    private static Path filler = Path.of("");

    @BeforeAll
    static void writeModels() throws IOException {
        classifier = model("classifier", HeadKind.SEQUENCE_CLASSIFICATION, List.of("bad", "good"));
        tagger = model("tagger", HeadKind.TOKEN_CLASSIFICATION, List.of("O", "B-X"));
        answerer = model("answerer", HeadKind.QUESTION_ANSWERING, List.of());
        filler = model("filler", HeadKind.MASKED_LM, List.of());
    }

    private static Path model(String name, HeadKind head, List<String> labels) throws IOException {
        return SmallModels.dense(models.resolve(name), EncoderFamily.ELECTRA, head, labels, null);
    }

    private Path lines(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static List<Map<String, Object>> json(String out) throws IOException {
        var lines = new ArrayList<Map<String, Object>>();
        for (String line : out.lines().toList()) lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        return lines;
    }

    @Test
    void linesOfJsonKeepTheirIdsAndMeanTheSameAsLinesOfText() throws IOException {
        var text = lines("texts.txt", "a good film", "a bad film\tthe film is good");
        var object = lines(
                "texts.jsonl",
                "{\"id\": \"x\", \"text\": \"a good film\", \"text_pair\": null}",
                "",
                "{\"id\": 7, \"text\": \"a bad film\", \"text_pair\": \"the film is good\"}");
        var plain = json(SmallModels.good("run", "classify", "--model", classifier, "--input", text)
                .out());
        var named = json(SmallModels.good("run", "classify", "--model", classifier, "--input", object)
                .out());
        assertThat(plain.stream().map(answer -> answer.get("id"))).containsExactly("0", "1");
        assertThat(named.stream().map(answer -> answer.get("id"))).containsExactly("x", "7");
        assertThat(named.stream().map(answer -> answer.get("label")))
                .isEqualTo(plain.stream().map(answer -> answer.get("label")).toList());
    }

    @Test
    void wordsAndTextsMayTakeTurnsAndPlacesCountCharacters() throws IOException {
        var input = lines(
                "words.jsonl", "{\"words\": [\"😀\", \"film\"]}", "{\"text\": \"😀 film\"}", "{\"words\": [\"a\"]}");
        var answers = json(SmallModels.good("run", "tag", "--model", tagger, "--input", input)
                .out());
        assertThat(answers).hasSize(3);
        // Vector kernels may take over between two answers: what they round differently is far below 1e-6.
        assertThat(answers.get(0).get("words"))
                .usingRecursiveComparison()
                .withEqualsForType((Double x, Double y) -> Math.abs(x - y) < 1e-6, Double.class)
                .isEqualTo(answers.get(1).get("words"));
        var film = (Map<?, ?>) ((List<?>) answers.get(0).get("words")).get(1);
        assertThat(film.get("start")).isEqualTo(2L);
        assertThat(film.get("end")).isEqualTo(6L);
        assertThat(answers.get(2).get("text")).isEqualTo("a");
    }

    @Test
    void whatCannotBeReadIsSaidWithItsLineAndLeavesNoFile() throws IOException {
        var out = folder.resolve("answers.jsonl");
        var questions = lines("questions.tsv", "is it\ta film", "is it");
        var run = SmallModels.triad("run", "answer", "--model", answerer, "--input", questions, "--output", out);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("questions.tsv, line 2").contains("no text to look in");
        assertThat(folder)
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("answers"));

        var objects = lines("broken.jsonl", "{\"text\": \"a\"}", "{\"texts\": \"a\"}");
        run = SmallModels.triad("run", "classify", "--model", classifier, "--input", objects);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("broken.jsonl, line 2").contains("\"text\"");

        run = SmallModels.triad("run", "fill", "--model", filler, "--input", lines("t.txt", "a [MASK]", "a film"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("t.txt, line 2").contains("[MASK]");
    }

    @Test
    void aModelOfAnotherKindIsRefusedAndWrongUsageIsTold() throws IOException {
        var run = SmallModels.triad("run", "tag", "--model", classifier, "--input", lines("t.txt", "a"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("answers classes of texts, not tags of words");
        assertThat(SmallModels.triad("run", "tag").code()).isEqualTo(2);
        assertThat(SmallModels.triad("run", "tag", "--model", tagger, "--tables", "int9")
                        .code())
                .isEqualTo(2);
        run = SmallModels.triad("run", "tag", "--model", tagger, "--max-length", 400, "--input", lines("t.txt", "a"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("48 positions");
    }

    @Test
    void masksAreFilledAndVectorsAreAsLongAsTheModelIsWide() throws IOException {
        var input = lines("t.txt", "the [MASK] is [MASK]");
        var out = folder.resolve("filled.jsonl");
        SmallModels.good("run", "fill", "--model", filler, "--input", input, "--candidates", 3, "--output", out);
        var masks = (List<?>) json(Files.readString(out)).getFirst().get("masks");
        assertThat(masks).hasSize(2);
        assertThat((List<?>) ((Map<?, ?>) masks.getFirst()).get("candidates")).hasSize(3);
        var mean = json(SmallModels.good("run", "embed", "--model", filler, "--input", input)
                .out());
        var first = json(SmallModels.good("run", "embed", "--model", filler, "--input", input, "--pooling", "first")
                .out());
        assertThat((List<?>) mean.getFirst().get("vector")).hasSize(64);
        assertThat(first).isNotEqualTo(mean);
    }

    @Test
    void manyTextsComeBackInTheirOrder() throws IOException {
        var random = RandomKey.of(9).named("many").at(0, 0, 0);
        var texts = new ArrayList<String>();
        for (int i = 0; i < 700; i++) texts.add(SmallModels.text(random, 1 + random.nextInt(30)));
        var input = Files.write(folder.resolve("many.txt"), texts);
        var answers = json(SmallModels.good("run", "tag", "--model", tagger, "--input", input, "--threads", 2)
                .out());
        assertThat(answers.stream().map(answer -> answer.get("text"))).isEqualTo(texts);
    }

    @Test
    void textsOfTheCommandLineAreAnsweredAsThoseOfAFile() throws IOException {
        var input = lines("texts.txt", "a good film", "a bad film");
        var read = json(SmallModels.good("run", "classify", "--model", classifier, "--input", input)
                .out());
        var given = json(SmallModels.good("run", "classify", "--model", classifier, "a good film", "a bad film")
                .out());
        assertThat(given.stream().map(answer -> answer.get("label")))
                .isEqualTo(read.stream().map(answer -> answer.get("label")).toList());
        var answer = SmallModels.good("run", "answer", "--model", answerer, "is it good", "a good film");
        assertThat(json(answer.out())).singleElement().extracting("question").isEqualTo("is it good");
        assertThat(SmallModels.triad("run", "answer", "--model", answerer, "is it good")
                        .err())
                .contains("'is it good' has no text to look in");
        var both = SmallModels.triad("run", "classify", "--model", classifier, "--input", input, "a film");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("exclude each other");
    }
}
