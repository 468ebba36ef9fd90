// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import dev.triad.torch.machine.CacheFolder;
import dev.triad.torch.machine.Library;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.machine.Measurement;
import dev.triad.torch.machine.Settings;
import dev.triad.torch.machine.SettingsFile;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What the doctor found, gathered once and told twice: in lines for people and as JSON for programs.
final class Report {
    private static final long LITTLE_DISK = 5_000_000_000L;
    private static final long LITTLE_MEMORY = 4_000_000_000L;

    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<String> amiss = new ArrayList<>();
    private final Machine machine;
    private String measured = "";

    Report(Machine machine, CacheFolder folder) throws IOException {
        this.machine = machine;
        java();
        processor();
        memory();
        gpu();
        cache(folder);
    }

    private void java() {
        var version = System.getProperty("java.vm.version");
        var vendor = System.getProperty("java.vendor");
        long heap = Runtime.getRuntime().maxMemory();
        lines.put("Java", version + ", " + vendor + "; heap up to " + gigabytes(heap));
        lines.put(
                "System",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        json.put("java", map("version", version, "vendor", vendor, "heap_bytes", heap));
        json.put(
                "system",
                map(
                        "name", System.getProperty("os.name"),
                        "version", System.getProperty("os.version"),
                        "architecture", System.getProperty("os.arch")));
    }

    private void processor() {
        var cpu = machine.cpu();
        lines.put(
                "Processor",
                cpu.model() + ": " + counted(cpu.cores(), "core") + ", " + counted(cpu.processors(), "hardware thread")
                        + shareOf(machine.cgroup().cpus()));
        lines.put(
                "Vectors",
                (cpu.vectors().isEmpty() ? "unknown" : cpu.vectors())
                        + (cpu.bf16().isEmpty() ? "; no bf16 in hardware" : "; bf16 with " + cpu.bf16()));
        var limit = machine.cgroup().cpus();
        json.put(
                "processor",
                map(
                        "model", cpu.model(),
                        "cores", cpu.cores(),
                        "hardware_threads", cpu.processors(),
                        "limit", limit.isPresent() ? limit.getAsDouble() : null,
                        "vectors", cpu.vectors(),
                        "bf16", cpu.bf16()));
        if (limit.isPresent() && limit.getAsDouble() < 1) {
            amiss.add("The container gets less than one processor; training will be stopped and started all the time.");
        }
    }

    private static String shareOf(OptionalDouble limit) {
        return limit.isPresent() ? ", limited to %.1f of them by the container".formatted(limit.getAsDouble()) : "";
    }

    private void memory() {
        var memory = machine.memory();
        OptionalLong limit = machine.cgroup().memoryBytes();
        lines.put(
                "Memory",
                gigabytes(memory.total()) + ", " + gigabytes(memory.available()) + " available"
                        + (limit.isPresent()
                                ? ", limited to " + gigabytes(limit.getAsLong()) + " by the container"
                                : ""));
        json.put(
                "memory",
                map(
                        "total_bytes", memory.total(),
                        "available_bytes", memory.available(),
                        "limit_bytes", limit.isPresent() ? limit.getAsLong() : null));
        if (machine.usableMemory() < LITTLE_MEMORY) {
            amiss.add("There are only " + gigabytes(machine.usableMemory())
                    + " of memory; training wants 4 GB and more.");
        }
    }

    private void gpu() {
        lines.put("GPU", machine.gpus().isEmpty() ? "none" : String.join(", ", machine.gpus()));
        json.put("gpus", machine.gpus());
    }

    private void cache(CacheFolder folder) throws IOException {
        boolean writable = folder.isWritable();
        long free = folder.freeBytes();
        lines.put(
                "Cache", folder.path() + (writable ? ", writable, " : ", not writable, ") + gigabytes(free) + " free");
        json.put("cache", map("folder", folder.path().toString(), "writable", writable, "free_bytes", free));
        if (!writable) {
            amiss.add("Nothing can be written to " + folder.path() + "; name another folder in TRIAD_HOME.");
        } else if (free < LITTLE_DISK) {
            amiss.add("Only " + gigabytes(free) + " are free where the cache is; corpora and checkpoints want more.");
        }
    }

    /// Adds the libtorch that was loaded.
    void library(Library library) {
        lines.put(
                "libtorch",
                library.version() + ", " + library.blas() + ", " + library.kernels() + " kernels"
                        + (library.cuda() ? ", CUDA" : ""));
        json.put(
                "libtorch",
                map(
                        "version", library.version(),
                        "blas", library.blas(),
                        "kernels", library.kernels(),
                        "cuda", library.cuda()));
        if (!machine.gpus().isEmpty() && !library.cuda()) {
            amiss.add("There is a GPU, but this libtorch cannot use it; start Triad with TRIAD_PROFILES=cuda.");
        }
        if (machine.cpu().vectors().equals("AVX-512") && !library.kernels().equals("AVX512")) {
            amiss.add("The processor has AVX-512, but libtorch uses " + library.kernels()
                    + "; is ATEN_CPU_CAPABILITY set?");
        }
    }

    /// Adds what was measured.
    void measurement(Measurement measurement) {
        measured = MeasurementTable.of(measurement);
        json.put(
                "measurement",
                map(
                        "device", measurement.device().toString(),
                        "threads", measurement.threads(),
                        "load", measurement.load(),
                        "timings",
                                measurement.timings().stream()
                                        .map(SettingsFile::toMap)
                                        .toList()));
        if (measurement.load() > machine.cpu().processors() / 2.0) {
            amiss.add(
                    "The machine was busy (load %.1f); measure again when it is quiet.".formatted(measurement.load()));
        }
    }

    /// Adds what a run would compute on, and why.
    void settings(Settings settings, Compute compute) {
        lines.put("Settings", settings.origin());
        lines.put(
                "A run takes",
                compute.device() + ", " + compute.dtype() + ", " + compute.attention() + " attention, "
                        + counted(compute.threads(), "thread"));
        json.put("settings", SettingsFile.toMap(settings));
        json.put(
                "run",
                map(
                        "device", compute.device().toString(),
                        "dtype", compute.dtype().toString(),
                        "attention", compute.attention().toString(),
                        "threads", compute.threads()));
    }

    String text() {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        var text = new StringBuilder();
        lines.forEach((name, value) -> text.append(name)
                .repeat(' ', width - name.length())
                .append(value)
                .append('\n'));
        if (!measured.isEmpty()) text.append('\n').append(measured);
        if (!amiss.isEmpty()) {
            text.append("\nAmiss:\n");
            amiss.forEach(sentence -> text.append("  ").append(sentence).append('\n'));
        }
        return text.toString().stripTrailing();
    }

    String json() {
        json.put("amiss", amiss);
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /// A JSON object from names and values in turn.
    private static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
