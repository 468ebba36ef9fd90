// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.data.TokenizerSettings;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The mixin of commands that need a tokenizer.
public final class TokenizerOptions {
    /// The tokenizers there are.
    public enum Model {
        BERT,
        GPT2,
        ROBERTA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "A model's folder, whose tokenizer is taken as its files describe it; or say it yourself:")
    @Nullable
    Path folder;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description = "The vocabulary: vocab.txt (bert) or vocab.json (gpt2, roberta).")
    @Nullable
    Path vocabulary;

    @Option(
            names = "--merges",
            paramLabel = "FILE",
            description = "The merges of a vocab.json; by default merges.txt beside it.")
    @Nullable
    Path merges;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Whose tokenizer: ${COMPLETION-CANDIDATES}. By default bert, and gpt2 for a vocab.json.")
    @Nullable
    Model model;

    @Option(names = "--cased", description = "bert: keep capitals and accents, for a vocabulary trained that way.")
    boolean cased;

    @Option(
            names = "--google",
            description = "bert: follow Google's original code rather than Hugging Face's in rare cases, for example in"
                    + " words of 101 to 200 letters.")
    boolean google;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /// Reads the files and makes the tokenizer.
    ///
    /// @throws ParameterException if the options name none, or two
    Tokenizer open() throws IOException {
        var model = requireOne();
        return model == null ? settings().load(files()) : TokenizerFolder.open(model);
    }

    /// What kind of tokenizer it is, and its switches.
    TokenizerSettings settings() throws IOException {
        var model = requireOne();
        if (model != null) {
            return settings(model, TokenizerFolder.open(model));
        }
        return switch (kind()) {
            case BERT -> new TokenizerSettings.WordPiece(wordPiece());
            case GPT2 -> new TokenizerSettings.ByteLevelBpe(ByteLevelBpeOptions.GPT2);
            case ROBERTA -> new TokenizerSettings.ByteLevelBpe(ByteLevelBpeOptions.ROBERTA);
        };
    }

    private static TokenizerSettings settings(Path model, Tokenizer tokenizer) throws IOException {
        return switch (tokenizer) {
            case WordPieceTokenizer wordPiece -> new TokenizerSettings.WordPiece(wordPiece.options());
            case ByteLevelBpeTokenizer byteLevel -> new TokenizerSettings.ByteLevelBpe(byteLevel.options());
            default -> throw new IOException(model + ": its tokenizer is neither WordPiece nor byte-level BPE");
        };
    }

    /// The files it is read from, in the order of the settings' file names.
    ///
    /// @throws IOException if one is not there, or says something else than the folder's `tokenizer.json`
    List<Path> files() throws IOException {
        var model = requireOne();
        if (model != null) {
            return files(model);
        }
        if (kind() == Model.BERT) {
            return List.of(file());
        }
        var mergesFile = merges == null ? file().resolveSibling("merges.txt") : merges;
        if (merges == null && !Files.exists(mergesFile)) {
            throw new IOException("there is no merges.txt beside " + vocabulary + "; name the file with --merges");
        }
        return List.of(file(), mergesFile);
    }

    private static List<Path> files(Path model) throws IOException {
        var tokenizer = TokenizerFolder.open(model);
        var settings = settings(model, tokenizer);
        var files = settings.fileNames().stream().map(model::resolve).toList();
        for (var file : files) {
            if (!Files.isRegularFile(file)) {
                throw new IOException("there is no " + file.getFileName() + " in " + model
                        + ", which is copied beside the data; 'triad model convert' writes it");
            }
        }
        if (!settings.load(files)
                .vocabulary()
                .tokens()
                .equals(tokenizer.vocabulary().tokens())) {
            throw new IOException(files.getFirst() + " and the tokenizer.json beside it have different vocabularies");
        }
        return files;
    }

    /// The folder, or null where single files are named.
    private @Nullable Path requireOne() {
        boolean details = vocabulary != null || merges != null || model != null || cased || google;
        if (folder != null && details) {
            throw new ParameterException(
                    spec.commandLine(), "--tokenizer says it all; leave out --vocab and the options that go with it");
        }
        if (folder == null && vocabulary == null) {
            throw new ParameterException(spec.commandLine(), "name the tokenizer: --tokenizer=FOLDER or --vocab=FILE");
        }
        return folder;
    }

    private Path file() {
        return Objects.requireNonNull(vocabulary);
    }

    private Model kind() {
        boolean json = file().toString().endsWith(".json");
        return model == null ? (json ? Model.GPT2 : Model.BERT) : model;
    }

    private WordPieceOptions wordPiece() {
        if (google) {
            return cased ? WordPieceOptions.GOOGLE_CASED : WordPieceOptions.GOOGLE_UNCASED;
        }
        return cased ? WordPieceOptions.CASED : WordPieceOptions.UNCASED;
    }
}
