// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the hub knows a file's content by, and the name of its blob in the cache.
///
/// @param hex lower-case hexadecimal digits: 64 of SHA-256 for a large file, 40 of git's SHA-1 for a small one
record Checksum(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final int CHUNK = 1 << 20;

    Checksum {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "\"" + RemotePath.printable(hex) + "\" is neither a SHA-1 nor a SHA-256.");
        }
    }

    /// Reads an entity tag as HTTP writes it (`"…"`, `W/"…"`) or bare digits; empty if it is something else.
    static Optional<Checksum> parse(String tag) {
        var digits = tag.strip().replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
        return FORM.matcher(digits).matches() ? Optional.of(new Checksum(digits)) : Optional.empty();
    }

    /// Whether the file's content is what this stands for. A git blob's SHA-1 covers a header with the length
    /// too.
    boolean fits(Path file) throws IOException {
        return of(file).equals(this);
    }

    /// The checksum of the same kind of what a file really holds.
    Checksum of(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var digest = digest();
            if (isGitBlob()) {
                digest.update(("blob " + channel.size() + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            var buffer = ByteBuffer.allocateDirect(CHUNK);
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
            return new Checksum(HexFormat.of().formatHex(digest.digest()));
        }
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(isGitBlob() ? "SHA-1" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
        }
    }

    private boolean isGitBlob() {
        return hex.length() == 40;
    }

    /// "SHA-256 06d7…" or "git SHA-1 e69d…", enough digits to tell two apart.
    @Override
    public String toString() {
        return (isGitBlob() ? "git SHA-1 " : "SHA-256 ") + hex.substring(0, 12) + "…";
    }
}
