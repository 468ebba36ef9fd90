// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void hasItsNameOnlyOnceItIsCommitted() throws IOException {
        Path target = folder.resolve("a.bin");
        try (var file = AtomicFile.create(target, Storage.DISK)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(target).doesNotExist();
            assertThat(folder.resolve("a.bin.partial")).exists();
            file.commit();
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(folder.resolve("a.bin.partial")).doesNotExist();
    }

    @Test
    void leavesTheOldFileAloneWhenItIsGivenUp() throws IOException {
        Path target = folder.resolve("a.txt");
        Files.writeString(target, "old");
        try (var file = AtomicFile.create(target, Storage.DISK)) {
            file.write(ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(target).hasContent("old");
        assertThat(folder.resolve("a.txt.partial")).doesNotExist();
    }

    @Test
    void aFullDiskIsReportedWithFileAndOffsetAndLeavesNothing() {
        Path target = folder.resolve("a.bin");
        assertThatThrownBy(() -> AtomicFile.write(target, new byte[100], new FullDisk(40)))
                .isInstanceOf(IOException.class)
                .hasMessage(target + ".partial: writing failed at byte 40: No space left on device");
        assertThat(folder).isEmptyDirectory();
    }
}
