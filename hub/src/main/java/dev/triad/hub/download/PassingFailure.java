// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A failure that may be gone at the next attempt: a dropped connection, an overloaded server. The message has
/// no full stop; whoever gives up ends the sentence.
final class PassingFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final @Nullable Duration pauseAsked;
    private final boolean unreachable;

    private PassingFailure(
            String message, @Nullable Throwable cause, @Nullable Duration pauseAsked, boolean unreachable) {
        super(message, cause);
        this.reason = message;
        this.pauseAsked = pauseAsked;
        this.unreachable = unreachable;
    }

    /// The connection was there and broke.
    static PassingFailure broken(String message, @Nullable Throwable cause) {
        return new PassingFailure(message, cause, null, false);
    }

    /// There never was a connection.
    static PassingFailure unreachable(String message, Throwable cause) {
        return new PassingFailure(message, cause, null, true);
    }

    /// The server answered that it cannot answer now.
    static PassingFailure busy(String message, Optional<Duration> pauseAsked) {
        return new PassingFailure(message, null, pauseAsked.orElse(null), false);
    }

    /// The message.
    String reason() {
        return reason;
    }

    /// How long the server would like us to wait, if it said so.
    Optional<Duration> pauseAsked() {
        return Optional.ofNullable(pauseAsked);
    }

    /// Whether no server was there at all.
    boolean isUnreachable() {
        return unreachable;
    }
}
