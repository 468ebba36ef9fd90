// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The processor as this process may use it.
///
/// @param model its name, "AMD EPYC 9354"
/// @param processors hardware threads this process may run on
/// @param cores physical cores among them
/// @param vectors the widest vector instructions: "AVX-512", "AVX2", "NEON", …
/// @param bf16 what multiplies bf16 in hardware: "AMX", "AVX-512", "NEON", or "" for nothing
public record Cpu(String model, int processors, int cores, String vectors, String bf16) {
    /// Reads the Linux kernel's description below `root` (`/` but for tests); elsewhere little is known.
    ///
    /// @param processors what Java may run on, [Runtime#availableProcessors()]
    static Cpu probe(Path root, int processors) {
        var allowed = allowed(root.resolve("proc/self/status"));
        var model = "";
        var features = new HashSet<String>();
        var cores = new HashSet<String>();
        var entry = new HashMap<String, String>();
        for (var line : Cgroup.lines(root.resolve("proc/cpuinfo"))) {
            var colon = line.indexOf(':');
            if (colon < 0) continue;
            var key = line.substring(0, colon).strip();
            var value = line.substring(colon + 1).strip();
            if (key.equals("processor")) entry.clear();
            entry.put(key, value);
            switch (key) {
                case "model name" -> model = value;
                case "flags", "Features" -> features.addAll(Arrays.asList(value.split(" ")));
                case "core id" -> {
                    if (isAllowed(entry, allowed)) cores.add(entry.get("physical id") + "/" + value);
                }
                default -> {} // caches, bugs and clock rates
            }
        }
        return new Cpu(
                model.isEmpty() ? System.getProperty("os.arch") : model,
                processors,
                cores.isEmpty() ? processors : Math.min(processors, cores.size()),
                vectors(features),
                bf16(features));
    }

    private static boolean isAllowed(Map<String, String> entry, BitSet allowed) {
        return allowed.isEmpty() || allowed.get(Integer.parseInt(entry.getOrDefault("processor", "0")));
    }

    /// "Cpus_allowed_list: 0-3,8" as a set; empty when it is not known.
    private static BitSet allowed(Path status) {
        var allowed = new BitSet();
        for (var line : Cgroup.lines(status)) {
            if (!line.startsWith("Cpus_allowed_list:")) continue;
            for (var range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
                var ends = range.split("-");
                allowed.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
        return allowed;
    }

    private static String vectors(Set<String> features) {
        if (features.contains("avx512f")) return "AVX-512";
        if (features.contains("avx2")) return "AVX2";
        if (features.contains("avx")) return "AVX";
        if (features.contains("sve")) return "SVE";
        if (features.contains("asimd")) return "NEON";
        return "";
    }

    private static String bf16(Set<String> features) {
        if (features.contains("amx_bf16")) return "AMX";
        if (features.contains("avx512_bf16")) return "AVX-512";
        if (features.contains("bf16")) return "NEON";
        return "";
    }
}
