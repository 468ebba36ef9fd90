// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, as 64 hexadecimal digits.
public final class Sha256 {
    private Sha256() {}

    /// Of a file's content.
    public static String of(Path file) throws IOException {
        var digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (var in = Files.newInputStream(file)) {
            for (int count; (count = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Of bytes in memory.
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /// A digest to feed piece by piece.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
