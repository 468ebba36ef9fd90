// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFolderTest {
    private static final String COMMIT = "a".repeat(40);
    private static final byte[] CONTENT = FakeHub.noise(500);
    private static final RemoteFile FILE =
            new RemoteFile("deep/down/file", CONTENT.length, new Checksum(FakeHub.gitBlob(CONTENT)));

    @TempDir
    Path cache;

    private ModelFolder folder(ModelFolder.Links links) throws IOException {
        var folder = new ModelFolder(cache, ModelName.parse("org/model"), links);
        folder.prepare();
        return folder;
    }

    private static void download(ModelFolder folder) throws IOException {
        Files.write(folder.incomplete(FILE.checksum()), CONTENT);
        folder.keep(FILE.checksum());
    }

    @Test
    void withoutSymbolicLinksTheSnapshotHoldsTheContents() throws IOException {
        var folder = folder((_, _) -> {
            throw new UnsupportedOperationException("no links here");
        });
        download(folder);
        assertThat(folder.shows(COMMIT, FILE)).isFalse();
        folder.show(COMMIT, FILE);
        assertThat(folder.snapshot(COMMIT).resolve(FILE.path())).isRegularFile().hasBinaryContent(CONTENT);
        assertThat(Files.isSymbolicLink(folder.snapshot(COMMIT).resolve(FILE.path())))
                .isFalse();
        assertThat(folder.shows(COMMIT, FILE)).isTrue();
        assertThat(folder.hasBlob(FILE)).isFalse();
    }

    @Test
    void aLinkAnotherProgramMadeFirstIsLeft() throws IOException {
        var folder = folder((link, target) -> {
            Files.createSymbolicLink(link, target);
            throw new FileAlreadyExistsException(link.toString());
        });
        download(folder);
        folder.show(COMMIT, FILE);
        assertThat(folder.shows(COMMIT, FILE)).isTrue();
        assertThat(folder.hasBlob(FILE)).isTrue();
    }

    @Test
    void aLinkToOtherContentIsReplaced() throws IOException {
        var folder = folder(Files::createSymbolicLink);
        download(folder);
        var link = folder.snapshot(COMMIT).resolve(FILE.path());
        Files.createDirectories(link.getParent());
        Files.write(cache.resolve("other"), FakeHub.noise(500));
        Files.createSymbolicLink(link, cache.resolve("other"));
        assertThat(folder.shows(COMMIT, FILE)).isFalse();
        folder.show(COMMIT, FILE);
        assertThat(folder.shows(COMMIT, FILE)).isTrue();
        assertThat(link).hasBinaryContent(CONTENT);
        assertThat(cache.resolve("other")).hasBinaryContent(FakeHub.noise(500));
    }

    @Test
    void aReferenceThatIsNoCommitCountsAsNone() throws IOException {
        var folder = folder(Files::createSymbolicLink);
        assertThat(folder.commit()).isEmpty();
        folder.remember(COMMIT);
        assertThat(folder.commit()).contains(COMMIT);
        Files.writeString(cache.resolve("models--org--model/refs/main"), "../../elsewhere");
        assertThat(folder.commit()).isEmpty();
    }

    @Test
    void aSecondHolderOfALockWaitsForTheFirst() throws Exception {
        var folder = folder(Files::createSymbolicLink);
        var events = Collections.synchronizedList(new ArrayList<String>());
        Thread second;
        try (var _ = folder.lock(FILE.checksum(), () -> events.add("never busy"))) {
            second = Thread.ofPlatform().start(() -> {
                try (var _ = folder.lock(FILE.checksum(), () -> events.add("busy"))) {
                    events.add("second");
                } catch (IOException | InterruptedException e) {
                    events.add(e.toString());
                }
            });
            while (!events.contains("busy")) {
                Thread.sleep(1);
            }
            events.add("first");
        }
        second.join();
        assertThat(events).containsExactly("busy", "first", "second");
    }

    @Test
    void aLockThatCannotBeTakenIsNotHeld() throws Exception {
        var folder = folder(Files::createSymbolicLink);
        var file = cache.resolve(".locks/models--org--model/" + FILE.checksum().hex() + ".lock");
        Files.createDirectory(file);
        assertThatThrownBy(() -> folder.lock(FILE.checksum(), () -> {})).isInstanceOf(IOException.class);
        Files.delete(file);
        folder.lock(FILE.checksum(), () -> {}).close();
    }
}
