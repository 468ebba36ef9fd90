// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a shell script did.
///
/// @param code its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Script(int code, String out, String err) {
    /// A script that was started and has not been waited for.
    record Running(Process process, Path out, Path err) {
        Script await() throws IOException, InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the script ends within a minute")
                    .isTrue();
            return new Script(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /// Runs `script` through `/bin/sh` with exactly this environment (and a plain PATH, unless it names one).
    static Script run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return start(script, environment, arguments).await();
    }

    static Running start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        var out = Files.createTempFile("script", ".out");
        var err = Files.createTempFile("script", ".err");
        var builder = new ProcessBuilder("/bin/sh", script.toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /// The root of the checkout that is being tested.
    static Path checkout() {
        var module = Path.of("").toAbsolutePath();
        var root = Files.exists(module.resolve("mvnw")) ? module : module.getParent();
        assertThat(root).isNotNull();
        assertThat(root.resolve("mvnw")).exists();
        return root;
    }

    /// Writes an executable file, with the folders it lies in.
    static Path writeExecutable(Path file, String text) throws IOException {
        var folder = file.getParent();
        assertThat(folder).isNotNull();
        Files.createDirectories(folder);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// Copies a script of the checkout into another tree, at the same place.
    static Path copyFromCheckout(String path, Path root) throws IOException {
        return writeExecutable(root.resolve(path), Files.readString(checkout().resolve(path)));
    }
}
