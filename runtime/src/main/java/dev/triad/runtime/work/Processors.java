// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

/// How many threads can compute at once.
public final class Processors {
    private Processors() {}

    /// The cores that this process may use: hardware threads of one core share its arithmetic, so that a second one
    /// gains nothing. Where the system does not say which belong together, all that Java counts.
    public static int cores() {
        int available = Runtime.getRuntime().availableProcessors();
        try {
            int cores = cores(Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1));
            return cores == 0 ? available : Math.min(available, cores);
        } catch (IOException _) {
            return available;
        }
    }

    /// The different cores in the text of Linux's `cpuinfo`; 0 if it does not number them.
    static int cores(String cpuinfo) {
        var cores = new HashSet<String>();
        String socket = "";
        for (String line : cpuinfo.lines().toList()) {
            if (line.startsWith("physical id")) {
                socket = line;
            } else if (line.startsWith("core id")) {
                cores.add(socket + line);
            }
        }
        return cores.size();
    }
}
