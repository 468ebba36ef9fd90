// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.core.file.AtomicFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The checkpoints of a run: folders `step-00001000`, and `best` beside them.
///
/// A checkpoint is written to a hidden sibling, every file and folder synchronised to the disk, and then renamed: a
/// folder with a checkpoint's name is whole, whenever the process died. What is replaced or expires is renamed away
/// before it is deleted, for the same reason.
public final class CheckpointFolder {
    private static final Pattern STEP = Pattern.compile("step-(\\d{8,})");

    private final Path folder;

    public CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /// Fills the folder of a checkpoint.
    @FunctionalInterface
    public interface Content {
        void write(Path folder) throws IOException;
    }

    /// Writes the checkpoint of a step and removes all but the newest `keep`.
    public Path write(long step, int keep, Content content) throws IOException {
        var target = write("step-%08d".formatted(step), content);
        var all = steps();
        for (var old : all.subList(0, Math.max(0, all.size() - keep))) discard(old);
        return target;
    }

    /// Writes the checkpoint that is the best so far, in place of the one before.
    public Path writeBest(Content content) throws IOException {
        return write("best", content);
    }

    private Path write(String name, Content content) throws IOException {
        Files.createDirectories(folder);
        var target = folder.resolve(name);
        try (var work = AtomicFolder.create(target)) {
            content.write(work.path());
            work.commit();
        }
        return target;
    }

    /// The newest whole checkpoint.
    public Optional<Path> latest() throws IOException {
        var all = steps();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// Removes what interrupted writes and deletions left behind.
    public void clean() throws IOException {
        if (!Files.isDirectory(folder)) return;
        try (var entries = Files.list(folder)) {
            for (var entry : entries.filter(
                            path -> path.getFileName().toString().startsWith("."))
                    .toList()) {
                AtomicFolder.delete(entry);
            }
        }
    }

    private List<Path> steps() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var entries = Files.list(folder)) {
            return entries.filter(
                            path -> STEP.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(CheckpointFolder::step))
                    .toList();
        }
    }

    /// The step in a checkpoint folder's name.
    static long step(Path checkpoint) {
        var matcher = STEP.matcher(checkpoint.getFileName().toString());
        if (!matcher.matches()) throw new IllegalArgumentException(checkpoint + " is not named step-…");
        return Long.parseLong(matcher.group(1));
    }

    private void discard(Path checkpoint) throws IOException {
        var away = folder.resolve("." + checkpoint.getFileName() + ".expired");
        AtomicFolder.delete(away);
        Files.move(checkpoint, away, StandardCopyOption.ATOMIC_MOVE);
        AtomicFolder.delete(away);
    }
}
