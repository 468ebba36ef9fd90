// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What the control groups of this process allow, version 1 and 2, all levels up to the root: the tightest limit
/// counts.
///
/// @param cpus processors' worth of time, 1.5 for one and a half; empty for no limit
/// @param memoryBytes largest resident memory; empty for no limit
public record Cgroup(OptionalDouble cpus, OptionalLong memoryBytes) {
    /// Version 1 has no word for "unlimited" but a number near 2⁶³.
    private static final long UNLIMITED = 1L << 60;

    /// Reads the limits below `root`, which is `/` but for tests. Systems without control groups have none.
    static Cgroup read(Path root) {
        var cpus = OptionalDouble.empty();
        var memory = OptionalLong.empty();
        var mount = root.resolve("sys/fs/cgroup");
        for (var line : lines(root.resolve("proc/self/cgroup"))) { // "0::/path" or "4:memory:/path"
            var fields = line.split(":", 3);
            if (fields.length < 3) continue;
            var controllers = List.of(fields[1].split(","));
            if (fields[1].isEmpty()) {
                for (var group : upwards(mount, fields[2])) {
                    cpus = tighter(cpus, cpuMax(group.resolve("cpu.max")));
                    memory = tighter(memory, number(group.resolve("memory.max")));
                }
            }
            if (controllers.contains("cpu")) {
                for (var group : upwards(mount.resolve(fields[1]), fields[2])) cpus = tighter(cpus, cpuQuota(group));
                for (var group : upwards(mount.resolve("cpu"), fields[2])) cpus = tighter(cpus, cpuQuota(group));
            }
            if (controllers.contains("memory")) {
                for (var group : upwards(mount.resolve("memory"), fields[2])) {
                    memory = tighter(memory, number(group.resolve("memory.limit_in_bytes")));
                }
            }
        }
        return new Cgroup(cpus, memory);
    }

    /// The group's folder and those above it. Inside a container the path may be the host's and not be there; then the
    /// mount itself is the container's group.
    private static List<Path> upwards(Path mount, String group) {
        var below = mount.resolve(group.startsWith("/") ? group.substring(1) : group)
                .normalize();
        return Stream.iterate(below.startsWith(mount) ? below : mount, path -> path.startsWith(mount), Path::getParent)
                .filter(Files::isDirectory)
                .toList();
    }

    /// Version 2: "150000 100000", or "max 100000".
    private static OptionalDouble cpuMax(Path file) {
        var words = lines(file).stream().findFirst().orElse("max").split(" ");
        return words.length == 2 && !words[0].equals("max")
                ? OptionalDouble.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]))
                : OptionalDouble.empty();
    }

    /// Version 1: quota and period in microseconds, -1 for no limit.
    private static OptionalDouble cpuQuota(Path group) {
        var quota = number(group.resolve("cpu.cfs_quota_us"));
        var period = number(group.resolve("cpu.cfs_period_us"));
        return quota.isPresent() && period.isPresent()
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }

    private static OptionalLong number(Path file) {
        var text = lines(file).stream().findFirst().orElse("max");
        if (text.equals("max") || text.startsWith("-")) return OptionalLong.empty();
        long value = Long.parseLong(text);
        return value < UNLIMITED ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static OptionalDouble tighter(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(Math.min(a.getAsDouble(), b.getAsDouble()))
                : a.isPresent() ? a : b;
    }

    private static OptionalLong tighter(OptionalLong a, OptionalLong b) {
        return a.isPresent() && b.isPresent()
                ? OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()))
                : a.isPresent() ? a : b;
    }

    /// The lines of a file of the kernel, none when it is not there or not for us.
    static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException _) {
            return List.of();
        }
    }
}
