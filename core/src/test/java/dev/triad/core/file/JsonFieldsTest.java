// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFieldsTest {
    private static JsonFields parse(String json) throws IOException {
        return JsonFields.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatItRenders() throws IOException {
        Map<String, Object> object =
                Map.of("s", "é\n", "n", 5L, "d", 0.01, "t", true, "l", List.of(1L, List.of()), "o", Map.of("x", ""));
        assertThat(Json.parse(Json.render(object))).isEqualTo(object);
        assertThat(Json.parse(Json.line(object))).isEqualTo(object);
        assertThat(Json.line(object)).doesNotContain('\n');
    }

    @Test
    void namesTheMemberByItsPath() throws IOException {
        var fields = parse("{\"parts\": [{}, {\"n\": \"five\"}]}");
        assertThatThrownBy(() -> fields.list("parts", part -> part.has("n") ? part.count("n") : 0L))
                .hasMessage("\"parts[1].n\" must be a whole number");
        assertThatThrownBy(() -> parse("{\"a\": {}}").object("a").string("b")).hasMessage("\"a.b\" is missing");
    }

    @Test
    void refusesWhatNobodyAskedFor() throws IOException {
        var fields = parse("{\"a\": 1, \"b\": 2}");
        assertThat(fields.count("a")).isEqualTo(1);
        assertThatThrownBy(fields::end).hasMessage("has a key that this Triad does not know: \"b\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|is not a JSON object",
                "{} {}|has more after the JSON object",
                "{\"a\": null}|has a null at line 1",
                "{\"a\": 1|is not valid JSON at line 1",
                "{\"a\": 1, \"a\": 2}|is not valid JSON at line 1",
                "``|is not a JSON object",
            })
    void refusesWhatIsNotOneJsonObject(String json, String message) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class).hasMessageStartingWith(message);
    }

    @Test
    void countsAreWholeAndNotNegative() throws IOException {
        assertThatThrownBy(() -> parse("{\"n\": -1}").count("n")).hasMessage("\"n\" must not be negative, but is -1");
        assertThatThrownBy(() -> parse("{\"n\": 4294967296}").integer("n"))
                .hasMessage("\"n\" is too large: 4294967296");
        assertThatThrownBy(() -> parse("{\"n\": 1.5}").count("n")).hasMessage("\"n\" must be a whole number");
    }
}
