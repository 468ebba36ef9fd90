// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One model's folder in the cache:
///
/// ```text
/// models--google--electra-small-discriminator/
///   blobs/06d7…             contents by checksum; blobs/06d7….incomplete while they arrive
///   refs/main               the commit a branch stands for
///   snapshots/4ac8…/config.json -> ../../blobs/06d7…
/// .locks/models--…/06d7….lock   beside it
/// ```
///
/// Where a system or a user has no symbolic links (Windows), a snapshot holds the contents themselves.
final class ModelFolder {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final Path folder;
    private final Path locks;
    private final Path refs;
    private final ModelName model;
    private final Links links;

    /// How a symbolic link is made, which some systems refuse.
    @FunctionalInterface
    interface Links {
        void create(Path link, Path target) throws IOException;
    }

    ModelFolder(Path cache, ModelName model) {
        this(cache, model, Files::createSymbolicLink);
    }

    ModelFolder(Path cache, ModelName model, Links links) {
        var name = "models--" + model.repository().replace("/", "--");
        this.folder = cache.resolve(name);
        this.locks = cache.resolve(".locks").resolve(name);
        this.refs = folder.resolve("refs");
        this.model = model;
        this.links = links;
    }

    /// Makes the folders that downloads need.
    void prepare() throws IOException {
        try {
            for (var needed : List.of(folder.resolve("blobs"), refs, folder.resolve("snapshots"), locks)) {
                Files.createDirectories(needed);
            }
        } catch (FileSystemException e) {
            throw new IOException(
                    "the cache folder " + folder + " cannot be made (" + HubConnection.reason(e)
                            + "); HF_HOME names another place for it.",
                    e);
        }
    }

    Path path() {
        return folder;
    }

    Path blob(Checksum checksum) {
        return folder.resolve("blobs").resolve(checksum.hex());
    }

    Path incomplete(Checksum checksum) {
        return folder.resolve("blobs").resolve(checksum.hex() + ".incomplete");
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    BlobLock lock(Checksum checksum, Runnable busy) throws IOException, InterruptedException {
        return BlobLock.acquire(locks.resolve(checksum.hex() + ".lock"), busy);
    }

    /// The commit the model's revision stood for when it was last asked for; empty if it never was.
    Optional<String> commit() throws IOException {
        if (ModelName.isCommit(model.revision())) {
            return Optional.of(model.revision());
        }
        try {
            return Optional.of(Files.readString(refs.resolve(model.revision())).strip())
                    .filter(ModelName::isCommit);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Records the commit a revision stands for, once everything of it is there.
    void remember(String commit) throws IOException {
        if (model.revision().equals(commit)) {
            return;
        }
        var ref = refs.resolve(model.revision());
        Files.createDirectories(ref.getParent());
        var fresh = Files.createTempFile(ref.getParent(), ".ref", null);
        try {
            Files.writeString(fresh, commit);
            Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Whether a snapshot shows the file, whole.
    boolean shows(String commit, RemoteFile file) throws IOException {
        var place = snapshot(commit).resolve(file.path());
        return hasSize(place, file.size())
                && (!Files.isSymbolicLink(place)
                        || place.toRealPath().endsWith(file.checksum().hex()));
    }

    /// Whether the file's contents are there. Only what has passed its checksum gets the name of a blob; the
    /// size is looked at once more, for a copied cache may have lost its end.
    boolean hasBlob(RemoteFile file) throws IOException {
        return hasSize(blob(file.checksum()), file.size());
    }

    private static boolean hasSize(Path path, long size) throws IOException {
        return Files.isRegularFile(path) && Files.size(path) == size;
    }

    /// Turns a finished download into a blob: on the disk first, then under its name.
    void keep(Checksum checksum) throws IOException {
        var incomplete = incomplete(checksum);
        try (var channel = FileChannel.open(incomplete, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(incomplete, blob(checksum), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Lets a snapshot show a blob.
    void show(String commit, RemoteFile file) throws IOException {
        var link = snapshot(commit).resolve(file.path());
        var parent = Objects.requireNonNull(link.getParent(), "a file of a snapshot stands in a folder");
        var blob = blob(file.checksum());
        Files.createDirectories(parent);
        Files.deleteIfExists(link); // of a damaged or emptied cache
        try {
            links.create(link, parent.relativize(blob));
        } catch (FileAlreadyExistsException e) {
            // another program was faster; it was told the same by the same hub
        } catch (UnsupportedOperationException e) {
            moveInto(link, blob);
        } catch (FileSystemException e) {
            if (!WINDOWS) {
                throw e;
            }
            moveInto(link, blob); // there the user lacks the privilege to make links
        }
    }

    /// The blob itself moves: without links nothing else can point to it.
    private static void moveInto(Path place, Path blob) throws IOException {
        Files.move(blob, place, StandardCopyOption.REPLACE_EXISTING);
    }
}
