// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import dev.triad.torch.machine.Settings.Forms;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `settings.json` in the cache folder: what was measured, what follows from it, and on which machine, because a home
/// folder may be shared by many. Settings of another machine are left alone and not used.
///
/// @param path the file
public record SettingsFile(Path path) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int VERSION = 1;

    /// The file in `folder`, which need not exist.
    public static SettingsFile in(CacheFolder folder) {
        return new SettingsFile(folder.path().resolve("settings.json"));
    }

    /// Writes what was measured, whole or not at all, and returns the settings that follow from it.
    public Settings write(Measurement measurement, Machine machine, Library library) throws IOException {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var settings = Settings.measured(measurement, origin(now.toString(), measurement.load()));
        var json = new LinkedHashMap<String, Object>();
        json.put("version", VERSION);
        json.put("machine", identity(machine, library));
        json.putAll(toMap(settings));
        json.remove("origin");
        json.put("measured", now.toString());
        json.put("load", measurement.load());
        json.put(
                "timings",
                measurement.timings().stream().map(SettingsFile::toMap).toList());
        var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        Files.createDirectories(path.toAbsolutePath().getParent());
        AtomicFile.write(path, text.getBytes(StandardCharsets.UTF_8), Storage.DISK);
        return settings;
    }

    /// The settings that were measured on this machine with this library; empty when there are none.
    ///
    /// @throws IOException if the file cannot be read or is not a settings file
    public Optional<Settings> read(Machine machine, Library library) throws IOException {
        if (!Files.exists(path)) return Optional.empty();
        try {
            var json = JSON.readTree(Files.readString(path));
            int version = json.required("version").asInt();
            if (version != VERSION)
                throw new IllegalArgumentException("its version is " + version + ", not " + VERSION);
            if (!JSON.convertValue(json.required("machine"), Map.class).equals(identity(machine, library))) {
                return Optional.empty();
            }
            return Optional.of(settings(json));
        } catch (JacksonException e) {
            throw notSettings(e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw notSettings(String.valueOf(e.getMessage()), e);
        }
    }

    private IOException notSettings(String reason, Exception cause) {
        return new IOException(
                path + " is not a settings file (" + reason
                        + "); remove it, or measure again with triad doctor --measure.",
                cause);
    }

    private static Settings settings(JsonNode json) {
        var forms = new EnumMap<DType, Forms>(DType.class);
        for (var entry : json.required("attention").properties()) {
            forms.put(
                    DType.parse(entry.getKey()),
                    new Forms(
                            AttentionForm.parse(
                                    entry.getValue().required("short").asString()),
                            AttentionForm.parse(
                                    entry.getValue().required("long").asString())));
        }
        return new Settings(
                Device.parse(json.required("device").asString()),
                DType.parse(json.required("dtype").asString()),
                json.required("threads").asInt(),
                forms,
                origin(
                        json.required("measured").asString(),
                        json.required("load").asDouble()));
    }

    private static String origin(String when, double load) {
        return "measured " + when + " at load " + Math.round(load * 100) / 100.0;
    }

    /// What has to be the same for settings to hold.
    private static SequencedMap<String, String> identity(Machine machine, Library library) {
        var identity = new LinkedHashMap<String, String>();
        identity.put("cpu", machine.cpu().model());
        identity.put("threads", Integer.toString(machine.threads()));
        identity.put("vectors", library.kernels());
        identity.put("gpu", library.cuda() ? String.join(", ", machine.gpus()) : "");
        identity.put("libtorch", library.version());
        identity.put("blas", library.blas());
        return identity;
    }

    /// Settings as plain values, for JSON.
    public static SequencedMap<String, Object> toMap(Settings settings) {
        var attention = new LinkedHashMap<String, Object>();
        new EnumMap<>(settings.attention())
                .forEach((dtype, forms) -> attention.put(
                        dtype.toString(),
                        new LinkedHashMap<>(Map.of(
                                "short",
                                forms.ofShort().toString(),
                                "long",
                                forms.ofLong().toString()))));
        var map = new LinkedHashMap<String, Object>();
        map.put("device", settings.device().toString());
        map.put("dtype", settings.dtype().toString());
        map.put("threads", settings.threads());
        map.put("attention", attention);
        map.put("origin", settings.origin());
        return map;
    }

    /// A timing as plain values, for JSON.
    public static SequencedMap<String, Object> toMap(Timing timing) {
        var map = new LinkedHashMap<String, Object>();
        var shape = new ArrayList<Long>();
        switch (timing) {
            case Timing.Product(var dtype, var rows, var inner, var columns, var seconds) -> {
                map.put("operation", "product");
                map.put("dtype", dtype.toString());
                shape.add(rows);
                shape.add(inner);
                shape.add(columns);
                map.put("shape", shape);
                map.put("milliseconds", seconds * 1e3);
            }
            case Timing.Attention(var dtype, var form, var batch, var heads, var length, var d, var seconds) -> {
                map.put("operation", form + " attention");
                map.put("dtype", dtype.toString());
                shape.add(batch);
                shape.add(heads);
                shape.add(length);
                shape.add(d);
                map.put("shape", shape);
                map.put("milliseconds", seconds * 1e3);
            }
        }
        return map;
    }
}
