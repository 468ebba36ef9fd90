// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has in memory, mapped files included as far as they were read.
final class ResidentMemory {
    private ResidentMemory() {}

    /// The bytes, or 0 where the system does not tell.
    static long bytes() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}
