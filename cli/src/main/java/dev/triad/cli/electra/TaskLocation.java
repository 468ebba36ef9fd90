// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.GlueTask;
import dev.triad.core.data.task.Split;
import dev.triad.core.data.task.TaskFolder;
import dev.triad.electra.finetune.task.TaskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a task's files are: in a folder under their usual names, or where the user says.
final class TaskLocation {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The folder with train and dev files (train.tsv, dev.tsv, …), or one with a folder for each"
                    + " task.")
    @Nullable
    Path folder;

    @Option(names = "--train", required = true, paramLabel = "FILE", description = "The file to learn from.")
    @Nullable
    Path train;

    /// The files of a task to learn.
    ///
    /// @param dev the file to judge by, where the user gave one
    /// @param below whether the task's folder must be one below `--data`
    TaskFiles files(String task, @Nullable Path dev, boolean below) throws IOException {
        if (train != null) {
            if (below) throw new IllegalArgumentException("several tasks at once need --data, not --train");
            return new TaskFiles(train, dev);
        }
        var home = home(folder == null ? Path.of("") : folder, task, Split.TRAIN);
        var learned = TaskFolder.find(home, Split.TRAIN)
                .orElseThrow(() -> new IOException(home + ": there is no train file, such as train.tsv"));
        var judged = dev != null ? dev : TaskFolder.find(home, Split.DEV).orElse(null);
        var others = new LinkedHashMap<String, Path>();
        var mismatched = home.resolve("dev_mismatched.tsv");
        if (Files.exists(mismatched)) others.put("mismatched", mismatched);
        return new TaskFiles(learned, judged, others);
    }

    /// The folder itself if the split's file is in it, else the one below it that is called like the task.
    static Path home(Path folder, String task, Split split) throws IOException {
        if (TaskFolder.find(folder, split).isPresent()) return folder;
        var glue = TaskOptions.glue(task);
        if (glue.isEmpty()) return folder;
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> glue.equals(named(entry)))
                    .sorted()
                    .findFirst()
                    .orElse(folder);
        }
    }

    private static Optional<GlueTask> named(Path folder) {
        try {
            return Optional.of(GlueTask.of(String.valueOf(folder.getFileName())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
