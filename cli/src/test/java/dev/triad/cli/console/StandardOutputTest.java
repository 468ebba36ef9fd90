// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private static int reportOf(Throwable failure, StringWriter err) {
        return Failures.report(failure, new PrintWriter(err, true), false);
    }

    @Test
    void textIsUtf8WhateverTheLocale() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new StandardOutput(bytes, false)) {
            out.writer().print("Grüße 🎵");
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("Grüße 🎵");
    }

    @Test
    void aReaderThatWentAwayStopsTheCommandQuietly() {
        var out = new StandardOutput(failing("Broken pipe"), true);
        assertThatThrownBy(() -> out.writer().println("la")).satisfies(failure -> {
            var err = new StringWriter();
            assertThat(reportOf(failure, err)).isEqualTo(ExitCode.BROKEN_PIPE);
            assertThat(err.toString()).isEmpty();
        });
        out.close(); // a second flush has nothing more to say
    }

    @Test
    void aFullDiskIsAFailureAndNotSwallowed() {
        var out = new StandardOutput(failing("No space left on device"), false);
        out.writer().println("la");
        assertThatThrownBy(out::close).isInstanceOf(UncheckedIOException.class).satisfies(failure -> {
            var err = new StringWriter();
            assertThat(reportOf(failure, err)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("standard output cannot be written: No space left on device");
        });
    }
}
