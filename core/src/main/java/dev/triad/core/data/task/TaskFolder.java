// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The folder of a task: a file for each split, named after it.
public final class TaskFolder {
    private static final Set<String> ENDINGS = Set.of("tsv", "csv", "json", "jsonl", "ndjson", "txt", "conll");

    private TaskFolder() {}

    /// The file of a split: `train.tsv`, `dev.jsonl.gz`, `dev_matched.tsv`, or, where there is nothing of that
    /// kind, the only one whose name goes on after that: `train_small.tsv`, `train-v2.0.json`.
    ///
    /// @return nothing if the folder has no such file
    /// @throws IOException if the folder cannot be read, or it is not clear which file is meant
    public static Optional<Path> find(Path folder, Split split) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": there is no such folder");
        }
        List<Path> files;
        try (var entries = Files.list(folder)) {
            files = entries.filter(file -> ENDINGS.contains(ending(file)) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        for (var name : split.names()) {
            var exact = files.stream().filter(file -> stem(file).equals(name)).toList();
            if (!exact.isEmpty()) {
                return only(folder, split, exact);
            }
        }
        return only(
                folder,
                split,
                files.stream().filter(file -> begins(stem(file), split)).toList());
    }

    private static boolean begins(String stem, Split split) {
        return split.names().stream().anyMatch(name -> stem.matches(name + "[-_.].*"));
    }

    private static Optional<Path> only(Path folder, Split split, List<Path> files) throws IOException {
        if (files.size() > 1) {
            var names = files.stream().map(Path::getFileName).toList();
            throw new IOException("%s: any of %s may be the %s file; name the one that is meant"
                    .formatted(folder, names, split.names().getFirst()));
        }
        return files.stream().findFirst();
    }

    private static String ending(Path file) {
        String name = TaskFile.plainName(file);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String stem(Path file) {
        String name = TaskFile.plainName(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
