// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The process's standard output, in UTF-8 whatever the locale says, so that piped text survives.
///
/// `System.out` swallows every error: a full disk would look like success and `triad … | head` would compute to the end
/// for nobody. Here the first failed write throws, unchecked because [PrintWriter] would swallow an [IOException]
/// again, and so unwinds the command: a vanished reader quietly, anything else as a failure.
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private final PrintWriter writer;
    private boolean failed;

    StandardOutput(OutputStream target, boolean flushEachLine) {
        this.target = target;
        this.writer = new PrintWriter(
                new OutputStreamWriter(new BufferedOutputStream(this, 1 << 14), StandardCharsets.UTF_8), flushEachLine);
    }

    static StandardOutput open() {
        return new StandardOutput(
                new FileOutputStream(FileDescriptor.out),
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
    }

    PrintWriter writer() {
        return writer;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failed) {
            return; // what is still buffered behind the failed write has nowhere to go
        }
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            failed = true;
            throw isBrokenPipe(e)
                    ? new ReaderGone(e)
                    : new UncheckedIOException(
                            new IOException("standard output cannot be written: " + e.getMessage(), e));
        }
    }

    private static boolean isBrokenPipe(IOException e) {
        var message = String.valueOf(e.getMessage());
        return message.contains("Broken pipe") || message.contains("pipe is being closed");
    }

    /// Flushes; the descriptor itself stays open, it belongs to the process.
    @Override
    public void close() {
        writer.flush();
    }

    /// Whoever read our output has gone, as `head` does.
    static final class ReaderGone extends UncheckedIOException {
        ReaderGone(IOException cause) {
            super(cause);
        }
    }
}
