// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;

/// Writes a graph as a model file.
final class OnnxFile {
    /// The first version of the format that knows opset 17.
    private static final int FORMAT_VERSION = 8;

    /// The first with `LayerNormalization`.
    private static final int OPSET = 17;

    /// Protocol buffers end here, in every implementation.
    private static final long LARGEST = Integer.MAX_VALUE;

    private OnnxFile() {}

    /// Writes beside the file and puts it in its place when it is whole.
    ///
    /// @param metadata free text by key, kept in the file
    /// @throws IllegalArgumentException if the model is too large for one file
    static void write(Message graph, Map<String, String> metadata, Path file) throws IOException {
        var model = new Message()
                .add(1, FORMAT_VERSION)
                .add(2, "triad")
                .add(7, graph)
                .add(8, new Message().add(2, OPSET));
        metadata.forEach((key, value) -> model.add(14, new Message().add(1, key).add(2, value)));
        if (model.size() > LARGEST) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s would have %.2f GB, and an ONNX file with its weights inside ends at 2 GiB; export a smaller model.",
                    file,
                    model.size() / 1e9));
        }
        var target = file.toAbsolutePath();
        var partial = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        try {
            try (var channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                model.writeTo(channel);
                channel.force(true);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
