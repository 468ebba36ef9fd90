// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFolderTest {
    @TempDir
    Path parent;

    private void write(String name, String content) throws IOException {
        try (var folder = AtomicFolder.create(parent.resolve(name))) {
            Files.createDirectory(folder.path().resolve("sub"));
            Files.writeString(folder.path().resolve("sub/file"), content);
            folder.commit();
        }
    }

    @Test
    void itAppearsWhenItIsCommitted() throws IOException {
        try (var folder = AtomicFolder.create(parent.resolve("model"))) {
            Files.writeString(folder.path().resolve("file"), "1");
            assertThat(parent.resolve("model")).doesNotExist();
            folder.commit();
        }
        assertThat(parent.resolve("model/file")).hasContent("1");
        assertThat(parent)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @Test
    void itLeavesNothingWhenItIsNot() throws IOException {
        try (var folder = AtomicFolder.create(parent.resolve("model"))) {
            Files.writeString(folder.path().resolve("file"), "1");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void itTakesThePlaceOfAnEarlierOneAsAWhole() throws IOException {
        write("model", "1");
        Files.writeString(parent.resolve("model/more"), "of the earlier one");
        write("model", "2");
        assertThat(parent.resolve("model/sub/file")).hasContent("2");
        assertThat(parent.resolve("model/more")).doesNotExist();
        assertThat(parent)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @Test
    void whatAKilledWriterLeftIsRemovedByTheNext() throws IOException {
        Files.createDirectories(parent.resolve(".model.partial/sub"));
        Files.writeString(parent.resolve(".model.partial/sub/half"), "h");
        Files.createDirectories(parent.resolve(".model.expired"));
        write("model", "1");
        assertThat(parent.resolve("model/sub/half")).doesNotExist();
        assertThat(parent)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }

    @Test
    void linksAreDeletedAndNotFollowed() throws IOException {
        var elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "1");
        Files.createSymbolicLink(Files.createDirectory(parent.resolve("tree")).resolve("link"), elsewhere);
        AtomicFolder.delete(parent.resolve("tree"));
        assertThat(elsewhere.resolve("precious")).exists();
        assertThat(parent.resolve("tree")).doesNotExist();
    }

    @Test
    void aMissingParentIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> AtomicFolder.create(parent.resolve("none/model")))
                .withMessageContaining("the folder " + parent.resolve("none") + " does not exist");
    }
}
