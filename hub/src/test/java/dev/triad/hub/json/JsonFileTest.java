// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.ModelFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class JsonFileTest {
    @TempDir
    Path folder;

    @Test
    void anObjectIsReadAndWrittenInTheOrderOfItsNames() throws ModelFileException {
        var json = read("{\"b\": [1, 2.5], \"a\": {\"c\": null, \"d\": \"Löwe\"}}");
        assertThat(json.propertyNames()).containsExactly("b", "a");
        assertThat(read(JsonFile.text(json))).isEqualTo(json);
        assertThat(JsonFile.text(json)).endsWith("}\n").contains("Löwe");
    }

    @Test
    void whatIsNoObjectIsRefusedWithItsPlace() {
        assertRefused("{\n  \"a\": 1,\n  b", "it.json: is no valid JSON at line 3, column 3");
        assertRefused("{\"a\": 1, \"a\": 2}", "is no valid JSON at line 1");
        assertRefused("{} {}", "is no valid JSON at line 1");
        assertRefused("[1]", "it.json: holds no JSON object");
        assertRefused("", "it.json: holds no JSON object");
        assertRefused("{\"a\": 1", "is no valid JSON");
        assertRefused("{\"a\":" + "[".repeat(100_000), "is no valid JSON");
        assertRefused("{\"a\": " + "9".repeat(10_000) + "}", "is no valid JSON");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> JsonFile.read(folder.resolve("config.json")))
                .withMessageEndingWith("config.json: there is no such file");
    }

    private static ObjectNode read(String text) throws ModelFileException {
        return JsonFile.read("it.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String text, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(words);
    }
}
