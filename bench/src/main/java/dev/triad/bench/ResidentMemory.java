// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has in memory, mapped files included as far as they were read.
public final class ResidentMemory {
    private ResidentMemory() {}

    /// The bytes now, or 0 where the system does not tell.
    public static long bytes() throws IOException {
        return bytes("VmRSS:");
    }

    /// The most megabytes it ever had, or 0 where the system does not tell.
    public static long peakMegabytes() throws IOException {
        return bytes("VmHWM:") >> 20;
    }

    private static long bytes(String name) throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
