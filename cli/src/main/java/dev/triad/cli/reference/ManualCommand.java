// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.reference;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad manual`.
@Command(
        name = "manual",
        header = "Writes the reference of all commands.",
        description = {
            "reference.md explains every command on one page, man/ has a manual page for each ('man"
                    + " docs/man/triad-electra-pretrain.1' shows one)."
        },
        footer = "triad manual --out docs")
public final class ManualCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The folder to write into.")
    Path out = Path.of("");

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var files = files(spec.root().commandLine());
        for (var file : files.entrySet()) {
            var path = out.resolve(file.getKey());
            Files.createDirectories(path.toAbsolutePath().getParent());
            AtomicFile.write(path, file.getValue().getBytes(StandardCharsets.UTF_8), Storage.DISK);
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "wrote %d files into %s%n", files.size(), out);
        return ExitCode.OK;
    }

    /// The contents of all files, by their paths in the folder.
    static SortedMap<String, String> files(CommandLine triad) {
        var pages = Shell.commands(triad).values().stream().map(CommandPage::of).toList();
        var files = new TreeMap<String, String>();
        files.put("reference.md", Markdown.of(pages));
        pages.forEach(page -> files.put("man/" + ManPage.file(page), ManPage.of(page)));
        return files;
    }
}
