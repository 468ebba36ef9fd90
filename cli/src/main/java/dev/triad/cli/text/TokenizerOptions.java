// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.data.TokenizerSettings;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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
            names = "--vocab",
            required = true,
            paramLabel = "FILE",
            description = "The vocabulary: vocab.txt (bert) or vocab.json (gpt2, roberta).")
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

    /// Reads the files and makes the tokenizer.
    Tokenizer open() throws IOException {
        return settings().load(files());
    }

    /// What kind of tokenizer it is, and its switches.
    TokenizerSettings settings() {
        return switch (kind()) {
            case BERT -> new TokenizerSettings.WordPiece(wordPiece());
            case GPT2 -> new TokenizerSettings.ByteLevelBpe(ByteLevelBpeOptions.GPT2);
            case ROBERTA -> new TokenizerSettings.ByteLevelBpe(ByteLevelBpeOptions.ROBERTA);
        };
    }

    /// The files it is read from, in the order of the settings' file names.
    List<Path> files() throws IOException {
        if (kind() == Model.BERT) {
            return List.of(vocabulary);
        }
        var mergesFile = merges == null ? vocabulary.resolveSibling("merges.txt") : merges;
        if (merges == null && !Files.exists(mergesFile)) {
            throw new IOException("there is no merges.txt beside " + vocabulary + "; name the file with --merges");
        }
        return List.of(vocabulary, mergesFile);
    }

    private Model kind() {
        boolean json = vocabulary.toString().endsWith(".json");
        return model == null ? (json ? Model.GPT2 : Model.BERT) : model;
    }

    private WordPieceOptions wordPiece() {
        if (google) {
            return cased ? WordPieceOptions.GOOGLE_CASED : WordPieceOptions.GOOGLE_UNCASED;
        }
        return cased ? WordPieceOptions.CASED : WordPieceOptions.UNCASED;
    }
}
