// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenManifest;
import dev.triad.core.file.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The folder a preparation writes to, held by one process at a time. A folder is a preparation's if it holds a
/// journal, which is written first, or a manifest, which is written last; in any other folder nothing is ever
/// removed.
final class OutputFolder implements Closeable {
    private static final String LOCK = "prepare.lock";
    private static final Pattern SHARD = Pattern.compile("(train|held-out)-\\d{5,}\\.shard");
    private static final Set<String> VOCABULARIES = Set.of("vocab.txt", "vocab.json", "merges.txt");

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private final Set<String> inputs = new HashSet<>();

    private OutputFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// Makes the folder if need be and takes hold of it.
    ///
    /// @param inputs files of the caller's that may lie in the folder and stay there
    /// @throws IOException if it cannot be written to, or another process holds it
    static OutputFolder take(Path path, Collection<Path> inputs) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IOException(path + ": is not a folder");
        }
        Files.createDirectories(path);
        var folder = lock(path);
        for (Path input : inputs) {
            Path real = input.toRealPath();
            if (path.toRealPath().equals(real.getParent())) {
                folder.inputs.add(real.getFileName().toString());
            }
        }
        return folder;
    }

    private static OutputFolder lock(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        while (true) {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // held by this very process
            }
            if (lock == null) {
                channel.close();
                throw new IOException(path + ": another preparation is writing to this folder");
            }
            // whoever held it before may have removed the file between our opening and locking it
            String mark = UUID.randomUUID().toString();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)));
            if (isMarked(file, mark)) {
                return new OutputFolder(path, channel, lock);
            }
            channel.close();
        }
    }

    private static boolean isMarked(Path file, String mark) throws IOException {
        try {
            return Files.readString(file).equals(mark);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /// The name of a shard.
    static String shardName(int part, int generation) {
        return "%s-%05d.shard".formatted(Generation.partName(part), generation);
    }

    /// Whether a preparation finished here.
    boolean isFinished() {
        return Files.exists(path.resolve(TokenManifest.FILE));
    }

    /// @throws IOException if there are files in a folder that is no preparation's
    void requireEmpty() throws IOException {
        for (String name : names()) {
            if (!name.equals(LOCK) && !inputs.contains(name) && !isUnfinished(name)) {
                throw new IOException("%s: holds other files (%s); choose an empty folder".formatted(path, name));
            }
        }
    }

    /// Removes what a preparation made here, but for the files named.
    void removeAllBut(Set<String> kept) throws IOException {
        if (!isFinished() && !Files.exists(path.resolve(Journal.FILE))) {
            return;
        }
        var names = names();
        for (String name : names) {
            boolean made = isUnfinished(name)
                    || SHARD.matcher(name).matches()
                    || (VOCABULARIES.contains(name) && !inputs.contains(name));
            if (made && !kept.contains(name)) {
                Files.delete(path.resolve(name));
            }
        }
        // these last: as long as one of them is there, the folder is a preparation's
        for (String name : List.of(TokenManifest.FILE, Journal.FILE)) {
            if (names.contains(name) && !kept.contains(name)) {
                Files.delete(path.resolve(name));
            }
        }
    }

    private List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(path)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        names.sort(null);
        return names;
    }

    private static boolean isUnfinished(String name) {
        if (!name.endsWith(AtomicFile.PARTIAL)) {
            return false;
        }
        String whole = name.substring(0, name.length() - AtomicFile.PARTIAL.length());
        return SHARD.matcher(whole).matches()
                || VOCABULARIES.contains(whole)
                || whole.equals(TokenManifest.FILE)
                || whole.equals(Journal.FILE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve(LOCK));
        lock.release();
        channel.close();
    }
}
