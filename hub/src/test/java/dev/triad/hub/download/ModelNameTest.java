// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelNameTest {
    @Test
    void aNameMayCarryARevision() {
        assertThat(ModelName.parse("google/electra-small-discriminator"))
                .isEqualTo(new ModelName("google/electra-small-discriminator", "main"))
                .hasToString("google/electra-small-discriminator");
        assertThat(ModelName.parse("bert-base-uncased@v1.0_b")).isEqualTo(new ModelName("bert-base-uncased", "v1.0_b"));
        assertThat(ModelName.parse("a/b@refs/pr/3"))
                .isEqualTo(new ModelName("a/b", "refs/pr/3"))
                .hasToString("a/b@refs/pr/3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "a/b/c",
                "..",
                "a/..",
                "../a",
                ".",
                "a--b/c",
                "a..b",
                "a b",
                "a\\b",
                "a/b\n",
                "https://huggingface.co/a/b",
                "ä/b",
                "a/b?x",
                "a/b#x",
                "a%2fb"
            })
    void whatTheHubCouldNotNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse(name))
                .withMessageContaining("is no name of a model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "..", "../x", "a/../../b", "/x", "x/", "a//b", "a\\b", "a\0b", "a\u001bb", "C:x", "a..b"})
    void aRevisionThatWouldLeaveItsFolderIsRefused(String revision) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse("a/b@" + revision))
                .withMessageContaining("is no revision");
    }
}
