// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that make tokens for an encoder.
final class EncoderOptions {
    @Option(
            names = "--vocab",
            paramLabel = "PATH",
            description = "The tokenizer of a model whose folder has none: a vocab.txt, or a folder with tokenizer"
                    + " files.")
    @Nullable
    Path vocabulary;

    @Option(names = "--cased", description = "The vocab.txt of --vocab keeps capitals and accents.")
    boolean cased;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            description = "Longest row, special tokens included; by default 128, 256 for words, or what the model was"
                    + " fine-tuned with.")
    @Nullable
    Integer maxLength;
}
