// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.json, config.json, true",
        "*.json, deep/config.json, true",
        "*.json, config.json5, false",
        "config.json, configXjson, false",
        "onnx/*, onnx/a/b, true",
        "onnx/, onnx/a/b, true",
        "onnx/, onnx, false",
        "model-?????-of-00002.bin, model-00001-of-00002.bin, true",
        "model-?.bin, model-10.bin, false",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false",
        "[!a-c]x, dx, true",
        "[!a-c]x, bx, false",
        "[^a]x, ^x, true",
        "[^a]x, bx, false",
        "[]]x, ]x, true",
        "[!]]x, ]x, false",
        "[x, [x, true",
        "[a&&b], &, true",
        "a(b|c)$, a(b|c)$, true",
        "a+, aa, false",
        "*, anything/at all, true",
    })
    void patternsReadAsTheHubsOwnToolsReadThem(String glob, String path, boolean matches) {
        assertThat(new Glob(glob).matches(path)).isEqualTo(matches);
    }
}
