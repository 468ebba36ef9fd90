// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import dev.triad.core.model.ModelFileException;
import dev.triad.hub.Weights.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the weights in a folder, by the names that `transformers` and TensorFlow give them.
final class WeightsFinder {
    static final String INDEX = ".index";

    private static final String SHARDS = ".index.json";

    /// In the order of preference: formats that cannot run anything first.
    private static final List<Map.Entry<String, Format>> NAMES = List.of(
            Map.entry("model.safetensors", Format.SAFETENSORS),
            Map.entry("model.safetensors.index.json", Format.SHARDED),
            Map.entry("pytorch_model.bin", Format.PYTORCH),
            Map.entry("pytorch_model.bin.index.json", Format.SHARDED));

    /// Formats of other tools, which are there in many folders and read here by nobody.
    private static final List<String> OTHERS =
            List.of("tf_model.h5", "flax_model.msgpack", "rust_model.ot", "model.onnx", "saved_model.pb");

    /// TensorFlow's note on which of its checkpoints is the latest.
    private static final Pattern LATEST = Pattern.compile("(?m)^model_checkpoint_path: \"([^\"\\\\]+)\"");

    private final Path folder;

    WeightsFinder(Path folder) {
        this.folder = folder;
    }

    /// @throws ModelFileException when there is nothing that can be read, or one cannot say which
    Weights find() throws IOException {
        for (var name : NAMES) {
            var file = folder.resolve(name.getKey());
            if (Files.isRegularFile(file)) {
                return new Weights(name.getValue(), file);
            }
        }
        var bundles = list(name -> name.endsWith(INDEX));
        if (bundles.isEmpty()) {
            throw nothing();
        }
        return new Weights(Format.TENSORFLOW, bundles.size() == 1 ? bundles.getFirst() : latest(bundles));
    }

    private Path latest(List<Path> bundles) throws IOException {
        var note = folder.resolve("checkpoint");
        if (Files.isRegularFile(note) && Files.size(note) < 1 << 20) {
            var latest = LATEST.matcher(Files.readString(note, StandardCharsets.ISO_8859_1));
            if (latest.find()) {
                String name = latest.group(1).substring(latest.group(1).lastIndexOf('/') + 1) + INDEX;
                for (var bundle : bundles) {
                    if (bundle.getFileName().toString().equals(name)) {
                        return bundle;
                    }
                }
            }
        }
        throw new ModelFileException(
                folder.toString(),
                "has " + bundles.size() + " TensorFlow checkpoints, such as "
                        + bundles.getFirst().getFileName() + "; name the one you mean");
    }

    private ModelFileException nothing() throws IOException {
        var sentence = new StringBuilder("has neither ");
        NAMES.forEach(name -> sentence.append(name.getKey()).append(", "));
        sentence.append("nor a TensorFlow checkpoint (*").append(INDEX).append(')');
        var others = list(OTHERS::contains);
        if (!others.isEmpty()) {
            sentence.append("; ").append(others.getFirst().getFileName()).append(" is not read");
        }
        var below = Stream.of("discriminator", "generator", "variables")
                .filter(name -> Files.isDirectory(folder.resolve(name)))
                .findFirst();
        below.ifPresent(name -> sentence.append("; look into its folder ").append(name));
        return new ModelFileException(folder.toString(), sentence.toString());
    }

    private List<Path> list(Predicate<String> wanted) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> wanted.test(file.getFileName().toString()) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// What a single file holds, by its name and its first bytes.
    static Weights ofFile(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(SHARDS)) {
            return new Weights(Format.SHARDED, file);
        }
        if (name.endsWith(INDEX)) {
            return new Weights(Format.TENSORFLOW, file);
        }
        return format(file)
                .map(format -> new Weights(format, file))
                .orElseThrow(() -> new ModelFileException(
                        file.toString(), "is neither a safetensors file nor a PyTorch or TensorFlow checkpoint"));
    }

    private static Optional<Format> format(Path file) throws IOException {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(9);
        }
        // The length of a header, of which half is always zero, and its first character.
        if (start.length == 9 && Arrays.equals(start, 4, 9, new byte[] {0, 0, 0, 0, '{'}, 0, 5)) {
            return Optional.of(Format.SAFETENSORS);
        }
        boolean zip = start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
        boolean pickle = start.length > 0 && start[0] == (byte) 0x80;
        return zip || pickle ? Optional.of(Format.PYTORCH) : Optional.empty();
    }
}
