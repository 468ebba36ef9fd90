// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.TensorSource;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.files.LoadedTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.hub.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A model as it lies on disk: weights, a configuration and a tokenizer, in a folder as Hugging Face, PyTorch or
/// Google left it, or one of its files. Looking opens nothing.
///
/// ```java
/// var model = ModelDirectory.of(Path.of("electra-small-discriminator"));
/// try (var tensors = model.weights().open()) { … }
/// ```
public final class ModelDirectory {
    private final Path folder;
    private final Weights weights;

    private ModelDirectory(Path folder, Weights weights) {
        this.folder = folder;
        this.weights = weights;
    }

    /// Finds out what a folder, a file of weights or the prefix of a TensorFlow checkpoint holds.
    ///
    /// @throws ModelFileException when there is nothing, or nothing that can be read
    public static ModelDirectory of(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return new ModelDirectory(path, new WeightsFinder(path).find());
        }
        var bundle = path.resolveSibling(path.getFileName() + WeightsFinder.INDEX);
        if (!Files.exists(path) && Files.isRegularFile(bundle)) {
            return ofFile(bundle);
        }
        if (!Files.isRegularFile(path)) {
            throw new ModelFileException(path.toString(), "there is no such file or folder");
        }
        return ofFile(path);
    }

    private static ModelDirectory ofFile(Path file) throws IOException {
        return new ModelDirectory(folderOf(file), WeightsFinder.ofFile(file));
    }

    private static Path folderOf(Path file) {
        var parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /// The folder, also of a model that was given by one of its files.
    public Path folder() {
        return folder;
    }

    /// Where its tensors are.
    public Weights weights() {
        return weights;
    }

    /// Opens its tensors.
    ///
    /// @throws ModelFileException when they are damaged
    public TensorSource openTensors() throws IOException {
        return weights.open();
    }

    /// What a packed model says beside its weights; empty for any other.
    ///
    /// @throws ModelFileException when it is one and damaged
    public Optional<ModelDescription> packed() throws IOException {
        try (var model = weights.openPacked().orElse(null)) {
            return Optional.ofNullable(model).map(PackedModel::description);
        }
    }

    /// Its tokenizer: inside a packed model, or in the files beside the weights. Empty if there is none.
    ///
    /// @throws IOException when it is damaged, or of a kind that is not read
    public Optional<LoadedTokenizer> tokenizer() throws IOException {
        try (var model = weights.openPacked().orElse(null)) {
            var packed = model == null ? Optional.<Tokenizer>empty() : model.tokenizer();
            if (packed.isPresent()) return Optional.of(new LoadedTokenizer(packed.get(), OptionalInt.empty()));
        }
        return TokenizerFolder.isPresent(folder) ? Optional.of(TokenizerFolder.read(folder)) : Optional.empty();
    }

    /// A text that lies beside the weights, or was packed with them.
    ///
    /// @param name the name of the file
    /// @throws IOException when it cannot be read
    public Optional<String> text(String name) throws IOException {
        var description = packed();
        if (description.isPresent())
            return Optional.ofNullable(description.get().files().get(name));
        var file = folder.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /// Its configuration, `config.json`, or `bert_config.json` in Google's folders.
    public Optional<Path> configFile() {
        return Stream.of("config.json", "bert_config.json")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// Reads its configuration.
    ///
    /// @throws ModelFileException when it has none, or it is no JSON object
    public JsonNode config() throws IOException {
        var file = configFile();
        if (file.isEmpty()) {
            throw new ModelFileException(folder.toString(), "has no config.json");
        }
        return JsonFile.read(file.get());
    }
}
