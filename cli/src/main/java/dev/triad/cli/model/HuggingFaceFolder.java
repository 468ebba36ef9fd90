// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import dev.triad.core.text.Tokenizer;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.hub.tokenizer.TokenizerExport;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// A model's folder as `transformers` loads it: `config.json`, `model.safetensors` and the tokenizer's files.
///
/// ```java
/// try (var folder = AtomicFolder.create(target)) {
///     HuggingFaceFolder.write(folder.path(), model, Optional.of(tokenizer));
///     folder.commit();
/// }
/// ```
public final class HuggingFaceFolder {
    /// The file with the sizes.
    public static final String CONFIG = "config.json";
    /// The file with the weights.
    public static final String WEIGHTS = "model.safetensors";

    private HuggingFaceFolder() {}

    /// Writes a model that is in memory into a folder that exists.
    ///
    /// @throws IllegalArgumentException when the tokenizer is not the model's, or `transformers` has none like it
    public static void write(Path folder, TextModel model, Optional<Tokenizer> tokenizer) throws IOException {
        if (tokenizer.isPresent()) {
            writeTokenizer(folder, tokenizer.get(), model.config().encoder(), OptionalInt.empty());
        }
        Weights.write(model, folder.resolve(WEIGHTS));
        writeText(folder.resolve(CONFIG), ConfigJson.write(model.config()));
    }

    static void writeText(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8), Storage.DISK);
    }

    /// Writes the tokenizer's files into a folder that exists.
    ///
    /// @param longest the longest input as the tokenizer knew it; the model's where it did not
    public static void writeTokenizer(Path folder, Tokenizer tokenizer, EncoderConfig encoder, OptionalInt longest)
            throws IOException {
        requireFits(folder, tokenizer, encoder);
        int length = Math.min(longest.orElse(encoder.maxLength()), encoder.maxLength());
        TokenizerExport.write(
                folder, tokenizer, OptionalInt.of(length), encoder.family().modelType());
    }

    /// Every id must have its row in the model's table.
    ///
    /// @param folder where the tokenizer is, for the error
    public static void requireFits(Path folder, Tokenizer tokenizer, EncoderConfig encoder) {
        int tokens = tokenizer.vocabulary().size();
        if (tokens > encoder.vocabSize()) {
            throw new IllegalArgumentException(folder + ": the tokenizer has " + tokens
                    + " tokens and the model's table " + encoder.vocabSize() + " rows; it is another model's");
        }
    }
}
