// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What can be found out about the machine without libtorch.
///
/// @param cpu the processor
/// @param cgroup limits of the container
/// @param memory the memory
/// @param gpus names of the NVIDIA GPUs that the driver shows, whether or not this build of libtorch can use them
public record Machine(Cpu cpu, Cgroup cgroup, Memory memory, List<String> gpus) {
    /// Looks at the machine this process runs on.
    public static Machine probe() {
        return probe(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    static Machine probe(Path root, int processors) {
        return new Machine(Cpu.probe(root, processors), Cgroup.read(root), Memory.probe(root), gpus(root));
    }

    /// Threads that computing gains from: one per physical core, as far as the container's share of time goes. Two
    /// threads on one core share its multipliers, and the kernel stops threads beyond the share in mid-product.
    public int threads() {
        int share = (int) Math.floor(cgroup.cpus().orElse(cpu.cores()));
        return Math.clamp(share, 1, cpu.cores());
    }

    /// Memory this process may use in bytes: the machine's, or the container's where that is less.
    public long usableMemory() {
        return Math.min(memory.total(), cgroup.memoryBytes().orElse(Long.MAX_VALUE));
    }

    private static List<String> gpus(Path root) {
        var folder = root.resolve("proc/driver/nvidia/gpus");
        var names = new ArrayList<String>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> cards = Files.newDirectoryStream(folder)) {
                for (var card : cards) {
                    Cgroup.lines(card.resolve("information")).stream()
                            .filter(line -> line.startsWith("Model:"))
                            .map(line -> line.substring("Model:".length()).strip())
                            .forEach(names::add);
                }
            } catch (IOException _) {
                return List.of(); // a driver that shows nothing is no GPU
            }
        }
        return List.copyOf(names);
    }
}
