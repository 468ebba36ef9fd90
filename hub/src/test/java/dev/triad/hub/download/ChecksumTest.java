// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksumTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    @Test
    void aSmallFileIsKnownByGitsOwnHash() throws IOException {
        // git hash-object of nothing, and of "what is up, doc?" as git's own book computes it
        assertThat(new Checksum("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").fits(file("")))
                .isTrue();
        assertThat(new Checksum("bd9dbf5aae1a3862dd1526723246b20206e5fc37").fits(file("what is up, doc?")))
                .isTrue();
        assertThat(new Checksum("bd9dbf5aae1a3862dd1526723246b20206e5fc37").fits(file("what is up, dog?")))
                .isFalse();
    }

    @Test
    void aLargeFileIsKnownByItsSha256() throws IOException {
        // FIPS 180-2, appendix B.1
        var abc = new Checksum("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(abc.fits(file("abc"))).isTrue();
        assertThat(abc.fits(file("abd"))).isFalse();
    }

    @Test
    void aFileLongerThanOneReadIsHashedWhole() throws IOException {
        var content = FakeHub.noise(3_000_001);
        Files.write(folder.resolve("long"), content);
        assertThat(new Checksum(FakeHub.sha256(content)).fits(folder.resolve("long")))
                .isTrue();
        assertThat(new Checksum(FakeHub.gitBlob(content)).fits(folder.resolve("long")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "W/\"%s\"", "%s", " \"%s\" "})
    void entityTagsAreReadInEveryForm(String form) {
        var hex = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        assertThat(Checksum.parse(form.formatted(hex))).contains(new Checksum(hex));
        assertThat(Checksum.parse(form.formatted(hex.toUpperCase(java.util.Locale.ROOT))))
                .contains(new Checksum(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "d41d8cd98f00b204e9800998ecf8427e-12",
                "../../x",
                "e69de29bb2d1d6434b8b29ae775ad8c2e48c539"
            })
    void aTagOfAnotherKindIsNoChecksum(String tag) {
        assertThat(Checksum.parse(tag)).isEmpty();
    }
}
