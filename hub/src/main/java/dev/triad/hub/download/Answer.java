// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a server answered, after all redirections.
///
/// @param status HTTP's three digits
/// @param headers of the server that answered in the end
/// @param hubHeaders of the hub itself, before it sent us elsewhere
/// @param body what follows
record Answer(int status, HttpHeaders headers, HttpHeaders hubHeaders, Body body) implements AutoCloseable {
    /// A header the hub sets on its own answers, also on the one that redirects to where the bytes are.
    Optional<String> hubHeader(String name) {
        return hubHeaders.firstValue(name);
    }

    /// How many bytes this answer says it has.
    OptionalLong length() {
        return headers.firstValueAsLong("Content-Length");
    }

    /// The whole body, for answers that are small.
    ///
    /// @throws IOException if it is larger than `limit` bytes
    byte[] bytes(int limit) throws IOException, InterruptedException {
        var all = new ByteArrayOutputStream();
        for (var part = body.next(); part.isPresent(); part = body.next()) {
            append(part.get(), all, limit);
        }
        return all.toByteArray();
    }

    private static void append(List<ByteBuffer> buffers, ByteArrayOutputStream all, int limit) throws IOException {
        for (var buffer : buffers) {
            if (all.size() + buffer.remaining() > limit) {
                throw new IOException(
                        "the answer is larger than " + RemoteFile.megabytes(limit) + ", which no answer of a hub is.");
            }
            var chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            all.writeBytes(chunk);
        }
    }

    @Override
    public void close() {
        body.close();
    }
}
