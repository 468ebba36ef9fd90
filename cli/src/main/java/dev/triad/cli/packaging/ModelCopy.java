// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.packed.PackedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model's files in another folder.
///
/// @param path what is opened: the file, or the folder
/// @param bytes of all files
record ModelCopy(Path path, long bytes) {
    private static final String WEIGHTS = "model.safetensors";

    /// Copies a packed file, with what lies beside it where it does not hold all it needs, or a folder's weights
    /// and texts (configuration, task, tokenizer), and no other checkpoint that may be there.
    static ModelCopy of(Path model, Path target) throws IOException {
        Files.createDirectory(target);
        boolean folder = Files.isDirectory(model);
        var weights = folder ? model.resolve(WEIGHTS) : model;
        // any file name will do, and the start script is spared names that the shell would take apart
        Files.copy(weights, target.resolve(WEIGHTS));
        var beside = folder ? model : model.toAbsolutePath().getParent();
        if (beside != null && !isComplete(weights)) {
            copyTexts(beside, target);
        }
        return new ModelCopy(target, Jars.bytes(target));
    }

    private static boolean isComplete(Path weights) throws IOException {
        try (var file = SafetensorsFile.open(weights)) {
            return PackedModel.isPacked(file.metadata())
                    && PackedModel.of(file).tokenizer().isPresent();
        }
    }

    private static void copyTexts(Path beside, Path target) throws IOException {
        try (var files = Files.list(beside)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                var name = String.valueOf(file.getFileName());
                boolean index = name.endsWith(".index.json");
                if (!index && (name.endsWith(".json") || name.equals("vocab.txt") || name.equals("merges.txt"))) {
                    Files.copy(file, target.resolve(name));
                }
            }
        }
    }
}
