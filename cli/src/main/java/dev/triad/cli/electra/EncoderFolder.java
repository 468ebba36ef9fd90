// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.model.Checkpoint;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.hub.ModelDirectory;
import dev.triad.hub.tokenizer.TokenizerExport;
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.torch.train.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An encoder and its tokenizer, as they lie on disk.
///
/// @param folder where the model is
/// @param model its configuration and weights
/// @param tokenizer what makes tokens for it
/// @param directory its files
record EncoderFolder(Path folder, StartingPoint model, Tokenizer tokenizer, ModelDirectory directory) {
    /// Opens a model's folder, a checkpoint of a pretraining, or the folder of the whole run, whose newest
    /// checkpoint is meant.
    ///
    /// @param vocabulary a vocab.txt, for a folder without a tokenizer, or null
    /// @param cased whether that vocabulary is a cased one
    static EncoderFolder of(Path path, @Nullable Path vocabulary, boolean cased) throws IOException {
        var folder = model(path);
        var checkpoint = Checkpoint.of(folder, Part.DISCRIMINATOR);
        var start = new StartingPoint(
                folder.toString(), checkpoint.config(), checkpoint.directory()::openTensors, Part.DISCRIMINATOR);
        var tokenizer = tokenizer(checkpoint.directory(), vocabulary, cased);
        int tokens = tokenizer.vocabulary().size();
        int rows = checkpoint.config().encoder().vocabSize();
        if (tokens > rows) {
            throw new IOException("%s: the tokenizer has %d tokens, the model's table has %d rows; they do not belong"
                            .formatted(folder, tokens, rows)
                    + " together");
        }
        return new EncoderFolder(folder, start, tokenizer, checkpoint.directory());
    }

    private static Path model(Path path) throws IOException {
        var newest = new CheckpointFolder(path.resolve("checkpoints")).latest().orElse(path);
        return Stream.of("discriminator", "encoder")
                .map(newest::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(newest);
    }

    private static Tokenizer tokenizer(ModelDirectory directory, @Nullable Path vocabulary, boolean cased)
            throws IOException {
        if (vocabulary != null) {
            if (Files.isDirectory(vocabulary))
                return TokenizerFolder.read(vocabulary).tokenizer();
            return WordPieceTokenizer.load(vocabulary, cased ? WordPieceOptions.CASED : WordPieceOptions.UNCASED);
        }
        var own = directory.tokenizer();
        if (own.isPresent()) return own.get().tokenizer();
        var folder = directory.folder();
        var above = folder.toAbsolutePath().getParent();
        if (above == null || !TokenizerFolder.isPresent(above)) {
            throw new IOException(folder + ": there is no tokenizer in this folder; name its vocabulary with --vocab");
        }
        return TokenizerFolder.read(above).tokenizer();
    }

    /// The model as it is, for prediction: layers whose outputs were calibrated round them. The caller closes it.
    TextModel load() throws IOException {
        var loaded = model.whole();
        try (var packed = directory.weights().openPacked().orElse(null)) {
            if (packed != null) PackedOutputs.install(packed.content(), loaded);
            return loaded;
        } catch (IOException | RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /// The longest row in tokens: what was asked for, or `usual`, as far as the model's positions go.
    int maxLength(@Nullable Integer wanted, int usual) {
        int limit = model.config().encoder().maxLength();
        if (wanted != null && wanted > limit) {
            throw new IllegalArgumentException(
                    "--max-length " + wanted + " is longer than the model's table of " + limit + " positions");
        }
        return wanted == null ? Math.min(usual, limit) : wanted;
    }

    /// Writes the tokenizer's files into a model's folder.
    void writeTokenizer(Path target) throws IOException {
        var encoder = model.config().encoder();
        TokenizerExport.write(
                target,
                tokenizer,
                OptionalInt.of(encoder.maxLength()),
                encoder.family().modelType());
    }
}
