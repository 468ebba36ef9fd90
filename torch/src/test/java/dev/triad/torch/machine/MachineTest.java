// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines as their kernels describe them, rebuilt in a folder.
final class MachineTest {
    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// Two sockets of two cores with two threads each: processors 0–7, as x86 numbers them.
    private void writeEightThreads(String flags) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            text.append("processor\t: ").append(i).append("\nmodel name\t: Test CPU @ 3.0GHz\n");
            text.append("physical id\t: ")
                    .append(i / 2 % 2)
                    .append("\ncore id\t\t: ")
                    .append(i % 2)
                    .append('\n');
            text.append("flags\t\t: fpu sse2 ").append(flags).append("\n\n");
        }
        write("proc/cpuinfo", text.toString());
    }

    private Machine probe(int processors) {
        return Machine.probe(root, processors);
    }

    @Test
    void twoHardwareThreadsOfACoreAreOneCore() throws IOException {
        writeEightThreads("avx2");
        assertThat(probe(8).cpu()).isEqualTo(new Cpu("Test CPU @ 3.0GHz", 8, 4, "AVX2", ""));
        assertThat(probe(8).threads()).isEqualTo(4);
    }

    @Test
    void onlyProcessorsThisProcessMayRunOnCount() throws IOException {
        writeEightThreads("avx avx2");
        write("proc/self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t0,4-5\n");
        assertThat(probe(3).cpu().cores()).isEqualTo(2); // 0 and 4 share a core, 5 is another one
    }

    @Test
    void theWidestVectorsAndBf16AreNamed() throws IOException {
        writeEightThreads("avx avx2 avx512f avx512_bf16");
        assertThat(probe(8).cpu()).extracting(Cpu::vectors, Cpu::bf16).containsExactly("AVX-512", "AVX-512");
        writeEightThreads("avx avx2 avx512f avx512_bf16 amx_bf16");
        assertThat(probe(8).cpu().bf16()).isEqualTo("AMX");
        write("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd bf16\n");
        assertThat(probe(1).cpu()).extracting(Cpu::vectors, Cpu::bf16).containsExactly("NEON", "NEON");
    }

    @Test
    void aSystemThatSaysNothingIsStillUsable() {
        var machine = probe(4);
        assertThat(machine.cpu()).isEqualTo(new Cpu(System.getProperty("os.arch"), 4, 4, "", ""));
        assertThat(machine.cgroup()).isEqualTo(new Cgroup(OptionalDouble.empty(), OptionalLong.empty()));
        assertThat(machine.memory().total()).isPositive();
        assertThat(machine.gpus()).isEmpty();
    }

    @Test
    void versionTwoLimitsCountOnEveryLevel() throws IOException {
        write("proc/self/cgroup", "0::/service/job\n");
        write("sys/fs/cgroup/service/job/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/service/job/memory.max", "8000000000\n");
        write("sys/fs/cgroup/service/cpu.max", "250000 100000\n");
        write("sys/fs/cgroup/service/memory.max", "max\n");
        assertThat(probe(8).cgroup()).isEqualTo(new Cgroup(OptionalDouble.of(2.5), OptionalLong.of(8_000_000_000L)));
        assertThat(probe(8).threads()).isEqualTo(2);
    }

    @Test
    void versionOneLimitsAreFound() throws IOException {
        write("proc/self/cgroup", "5:memory:/job\n3:cpu,cpuacct:/job\n0::/\n");
        write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "4000000000\n");
        assertThat(probe(8).cgroup()).isEqualTo(new Cgroup(OptionalDouble.of(0.5), OptionalLong.of(4_000_000_000L)));
        assertThat(probe(8).threads()).isEqualTo(1);
    }

    @Test
    void versionOneWithoutLimitsHasNone() throws IOException {
        write("proc/self/cgroup", "5:memory:/job\n3:cpu:/job\n");
        write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(probe(8).cgroup()).isEqualTo(new Cgroup(OptionalDouble.empty(), OptionalLong.empty()));
    }

    @Test
    void inAContainerTheMountIsTheGroupWhenTheHostsPathIsNotThere() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/0123\n0::/../../elsewhere\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000000\n");
        write("sys/fs/cgroup/cpu.max", "100000 100000\n");
        assertThat(probe(8).cgroup()).isEqualTo(new Cgroup(OptionalDouble.of(1), OptionalLong.of(2_000_000_000L)));
    }

    @Test
    void memoryIsTheContainersWhereThatIsLess() throws IOException {
        write("proc/meminfo", "MemTotal:       24000000 kB\nMemFree:  1 kB\nMemAvailable:   20000000 kB\n");
        assertThat(probe(1).memory()).isEqualTo(new Memory(24_000_000L << 10, 20_000_000L << 10));
        assertThat(probe(1).usableMemory()).isEqualTo(24_000_000L << 10);
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1000000000\n");
        assertThat(probe(1).usableMemory()).isEqualTo(1_000_000_000L);
    }

    @Test
    void gpusAreNamedByTheirDriver() throws IOException {
        write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   \t 42\n");
        assertThat(probe(1).gpus()).containsExactly("NVIDIA H200");
    }

    @Test
    void theRealMachineAnswers() {
        var machine = Machine.probe();
        assertThat(machine.cpu().processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(machine.threads()).isBetween(1, machine.cpu().processors());
        assertThat(machine.usableMemory()).isGreaterThan(1 << 20);
    }
}
