// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program that was run to its end.
///
/// @param code its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
/// @param nanoseconds from its start to its end
record Program(int code, String out, String err, long nanoseconds) {
    private static final long MINUTES = 10;

    /// Runs a program.
    ///
    /// @param input what it reads, or null for nothing
    /// @throws IOException when it cannot be started, or does not end within ten minutes
    static Program run(List<String> command, @Nullable Path input) throws IOException {
        var out = Files.createTempFile("triad", ".out");
        var err = Files.createTempFile("triad", ".err");
        try {
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            if (input != null) builder.redirectInput(input.toFile());
            long began = System.nanoTime();
            var process = builder.start();
            if (input == null) process.getOutputStream().close();
            await(process, command);
            long took = System.nanoTime() - began;
            return new Program(process.exitValue(), Files.readString(out), Files.readString(err), took);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static void await(Process process, List<String> command) throws IOException {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(command.getFirst() + " did not end within " + MINUTES + " minutes");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + command.getFirst() + " ran");
        } finally {
            process.destroyForcibly();
        }
    }

    /// What it had to say when it failed, without line breaks.
    String said() {
        var text = err.isBlank() ? out : err;
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
