// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.cli.console.ExitCode;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.runtime.app.App;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The program of packaged models beside `triad run`.
final class AppTest {
    private static final String FRACTION = "-?\\d+\\.\\d+(E-?\\d+)?";

    @TempDir
    Path folder;

    private record Ended(int code, String out, String err) {}

    private static Ended app(String input, Object... arguments) throws IOException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int code = new App(in, out, err).run(words);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Kernels may change between two answers, when the vectors have become warm: last digits differ then.
    private static void assertSame(Ended ended, String expected) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().split(FRACTION)).isEqualTo(expected.split(FRACTION));
        assertThat(fractions(ended.out())).containsExactly(fractions(expected), within(1e-4));
    }

    private static double[] fractions(String json) {
        return Pattern.compile(FRACTION)
                .matcher(json)
                .results()
                .mapToDouble(number -> Double.parseDouble(number.group()))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "classify, SEQUENCE_CLASSIFICATION, a good film / the film is bad|é a film",
        "tag, TOKEN_CLASSIFICATION, Anna is good / 😀 the film",
        "answer, QUESTION_ANSWERING, is the film good|the film is 😀 good / a film|a bad film",
        "embed, NONE, a good film / the",
        "detect, REPLACED_TOKEN, a good films / 😀 bad|film",
        "fill, MASKED_LM, a [MASK] film / [MASK] is [MASK]",
    })
    void theProgramWritesWhatTheCommandWrites(String verb, HeadKind head, String texts) throws IOException {
        var model = RandomModels.write(folder.resolve("model"), head);
        var lines = texts.replace('|', '\t').replace(" / ", "\n") + "\n";
        var file = Files.writeString(folder.resolve("texts.txt"), lines);
        var command = RandomModels.triad("run", verb, "--model", model, "--input", file);
        assertThat(command.code()).as(command.err()).isZero();
        assertThat(command.out().lines()).hasSize(2);

        assertSame(app("", "--model", model, "--input", file), command.out());
        assertSame(app(lines, "--model=" + model), command.out());
        var given = Stream.of(lines.split("\n")); // each as a shell would hand it over
        var words = Stream.concat(Stream.of("--model=" + model), given);
        assertSame(app("", words.toArray()), command.out());
        var written = folder.resolve("answers.jsonl");
        assertThat(app(lines, "--model", model, "--output", written)).isEqualTo(new Ended(0, "", ""));
        assertSame(new Ended(0, Files.readString(written), ""), command.out());

        var example = app("", "--model", model, "--example");
        assertThat(app(example.out(), "--model", model).out().lines()).hasSize(1);
        assertThat(app("", "--model", model, "--help").out()).contains("Usage: ", "--json");
    }

    @Test
    void linesOfJsonKeepTheirIds() throws IOException {
        var model = RandomModels.write(folder.resolve("model"), HeadKind.SEQUENCE_CLASSIFICATION);
        var lines = """
                {"id": "x", "text": "a good film", "text_pair": "a film"}

                {"text": "the film"}
                """;
        var file = Files.writeString(folder.resolve("texts.jsonl"), lines);
        var command = RandomModels.triad("run", "classify", "--model", model, "--input", file);
        assertSame(app("", "--model", model, "--input", file), command.out());
        var piped = app(lines, "--model", model, "--json");
        assertSame(piped, command.out());
        assertThat(piped.out()).contains("\"x\"");
    }

    @Test
    void aWrongCommandLineIsToldFromAFailure() throws IOException {
        var model = RandomModels.write(folder.resolve("model"), HeadKind.SEQUENCE_CLASSIFICATION);
        assertThat(app("", "--threads", "some").err()).contains("'some' is no value for --threads");
        assertThat(app("", "--thread", "1").code()).isEqualTo(ExitCode.USAGE);
        assertThat(app("", "--input").err()).contains("--input needs a value");
        assertThat(app("", "--input", "texts.txt", "a film").err()).contains("exclude each other");
        assertThat(app("", "--model", model, "--input", folder.resolve("absent.txt")))
                .isEqualTo(new Ended(ExitCode.FAILED, "", "triad: there is no file " + folder + "/absent.txt\n"));
        assertThat(app("{\"texts\": 1}\n", "--model", model, "--json").err())
                .contains("standard input, line 1", "text")
                .hasLineCount(1);
        assertThat(app("", "--model", folder.resolve("nothing")).err()).contains("nothing");
        assertThat(app("a", "--model", model, "--max-length", "1000").code()).isEqualTo(ExitCode.FAILED);
    }
}
