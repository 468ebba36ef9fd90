// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;

/// The machine's memory in bytes, without regard to control groups.
///
/// @param total all of it
/// @param available what a new process could take without swapping
public record Memory(long total, long available) {
    static Memory probe(Path root) {
        var kilobytes = new HashMap<String, Long>();
        for (var line : Cgroup.lines(root.resolve("proc/meminfo"))) { // "MemTotal:       24630912 kB"
            var words = line.split("\\s+");
            if (words.length == 3) kilobytes.put(words[0], Long.parseLong(words[1]));
        }
        Long total = kilobytes.get("MemTotal:");
        Long available = kilobytes.get("MemAvailable:");
        if (total != null && available != null) return new Memory(total << 10, available << 10);
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Memory(system.getTotalMemorySize(), system.getFreeMemorySize());
    }
}
