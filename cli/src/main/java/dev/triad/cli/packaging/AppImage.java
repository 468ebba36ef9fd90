// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import dev.triad.core.progress.Progress;
import dev.triad.runtime.app.VectorModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A folder that answers:
///
/// ```
/// bin/classify         the start script
/// lib/app.jar          names the main class and the other jars
/// lib/app.aot          classes and profiles as they are after some answers (JEP 514)
/// lib/triad-….jar      the runtime and what it needs
/// lib/java/            a Java of two modules
/// lib/model/           the model
/// ```
///
/// @param folder where it is
/// @param program what the start script is called
record AppImage(Path folder, String program) {
    /// What [#build] advances its task by in all.
    static final int STEPS = 4;

    private static final String CACHE = "app.aot";

    /// Bytes of what is in it.
    record Sizes(long all, long java, long cache, long jars, long model) {}

    /// Where the script is.
    Path script() {
        return folder.resolve("bin").resolve(program);
    }

    private Path lib() {
        return folder.resolve("lib");
    }

    /// Fills the folder, which is there and empty.
    ///
    /// @throws IOException when the JDK cannot link an image, or the model not be read or copied
    Sizes build(Jdk jdk, Path model, Progress.Task steps) throws IOException {
        Files.createDirectories(lib());
        steps.note("linking Java");
        jdk.link(lib().resolve("java"));
        steps.advance(1);
        steps.note("copying");
        var copy = ModelCopy.of(model, lib().resolve("model"));
        long jars = Jars.copyTo(lib());
        writeScript(lib().relativize(copy.path()));
        steps.advance(1);
        steps.note("learning how it starts");
        train(copy.path());
        steps.advance(1);
        steps.note("measuring");
        long java = Jars.bytes(lib().resolve("java"));
        long cache = Files.size(lib().resolve(CACHE));
        var sizes = new Sizes(Jars.bytes(folder), java, cache, jars, copy.bytes());
        steps.advance(1);
        return sizes;
    }

    /// Answers some lines and keeps the classes that were loaded for it, parsed and linked, with what the
    /// compiler learned about them. Kernels compute in plain Java meanwhile: a module that is loaded by and by,
    /// as the Vector API is to be spared its warning, cannot be in a cache, and first answers are computed in
    /// plain Java anyway.
    private void train(Path model) throws IOException {
        var lines = Files.createTempFile("triad", ".txt");
        try {
            Files.write(lines, FirstAnswer.training(FirstAnswer.example(this)));
            var cache = lib().resolve(CACHE);
            var command = List.of(
                    lib().resolve("java/bin/java").toString(),
                    "-XX:AOTCacheOutput=" + cache,
                    "-D" + VectorModule.PROPERTY + "=false",
                    "-jar",
                    lib().resolve(Jars.MAIN).toString(),
                    "--model",
                    model.toString());
            var ended = Program.run(command, lines);
            if (ended.code() != 0 || !Files.isRegularFile(cache)) {
                throw new IOException(folder + ": a trial run of the packaged model failed with status " + ended.code()
                        + ": " + ended.said());
            }
        } finally {
            Files.delete(lines);
        }
    }

    /// Java's own log, such as lines about a cache that does not fit the jars any more, would go to standard
    /// output, between the answers.
    private void writeScript(Path model) throws IOException {
        var script = script();
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(script, """
                #!/bin/sh
                # Answers texts; --help says how. The folder can be moved, this script be linked to.
                script=$0
                while [ -h "$script" ]; do
                    link=$(readlink "$script")
                    case $link in /*) script=$link ;; *) script=$(dirname "$script")/$link ;; esac
                done
                lib=$(cd "$(dirname "$script")/../lib" && pwd -P) || exit 1
                # Without any locale Java could not open a file called "Grüße.txt".
                [ -n "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ] || export LC_CTYPE=C.UTF-8
                exec "$lib/java/bin/java" -XX:AOTCache="$lib/%s" -Xlog:disable \\
                    -Ddev.triad.runtime.app.name="${0##*/}" -jar "$lib/%s" --model "$lib/%s" "$@"
                """.formatted(CACHE, Jars.MAIN, model));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
