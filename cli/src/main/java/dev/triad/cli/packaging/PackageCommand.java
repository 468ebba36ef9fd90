// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.core.file.AtomicFolder;
import dev.triad.runtime.TextEncoder;
import dev.triad.runtime.app.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad package`.
@Command(
        name = "package",
        header = "Makes a folder that answers without Java installed.",
        description = {
            "Puts a model, the runtime and the part of Java that the two need into a folder, with a program in its bin"
                    + " folder that answers as 'triad run' does for the model's task: classify, tag, answer, embed,"
                    + " detect or fill.",
            "The folder runs on systems like this one, wherever it is copied to (with its times, as 'cp -a' and tar do,"
                    + " or it starts more slowly). Prints its size and how long a first answer takes."
        },
        footer = "triad package --model sentiment.safetensors --out sentiment")
public final class PackageCommand implements Callable<Integer> {
    /// Starts that are timed; the median counts.
    private static final int STARTS = 5;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The model: a packed file, or a folder with one or with config.json and model.safetensors.")
    Path model = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to write, whole or not.")
    Path out = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the program is called; by default the command of 'triad run': classify, tag, …")
    @Nullable
    String name;

    @Mixin
    ProgressOption progress = new ProgressOption();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ParameterException(
                    spec.commandLine(), "--name: '" + name + "' is no name of a program; use letters and digits");
        }
        requireFree(out);
        var task = Task.of(model);
        TextEncoder.open(model).close(); // with its weights and its tokenizer, before anything is written
        String program = name == null ? task.verb() : name;
        var jdk = Jdk.running();
        AppImage.Sizes sizes;
        try (var folder = AtomicFolder.create(out)) {
            try (var shown = progress.open();
                    var steps = shown.start("packaging " + model, AppImage.STEPS, "steps")) {
                sizes = new AppImage(folder.path(), program).build(jdk, model, steps);
            }
            folder.commit();
        }
        report(sizes, FirstAnswer.measure(new AppImage(out, program), STARTS), program);
        return ExitCode.OK;
    }

    /// Nothing is replaced, as what stands there may be in use, or somebody's work.
    private static void requireFree(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw new IOException(
                    folder + ": a packaged model starts by a shell script, which this system does not run");
        }
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": there is a file of that name, where a folder was to be written");
        }
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(folder + ": the folder is not empty; name another one, or delete it first");
            }
        }
    }

    private void report(AppImage.Sizes sizes, FirstAnswer first, String program) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s: %s in all; Java %s, start-up cache %s, runtime %s, model %s%n"
                                + "first answer %.2f s after the start (median of %d, load %.1f)%n"
                                + "try: echo '%s' | %s%n",
                        out,
                        megabytes(sizes.all()),
                        megabytes(sizes.java()),
                        megabytes(sizes.cache()),
                        megabytes(sizes.jars()),
                        megabytes(sizes.model()),
                        first.median().toNanos() / 1e9,
                        STARTS,
                        first.load(),
                        first.example(),
                        out.resolve("bin").resolve(program));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
