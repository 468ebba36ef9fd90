// SPDX-License-Identifier: Apache-2.0
package dev.triad.langchain4j;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Tokenizer;
import dev.triad.runtime.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// How many tokens a model reads, special ones included: what LangChain4j calls token usage. A text that is too
/// long counts as far as it is read.
///
/// @param tokenizer the model's
/// @param maxLength the longest text in tokens
record TokenCounter(Tokenizer tokenizer, int maxLength) {
    /// Opens a model's tokenizer.
    ///
    /// @param maxLength the longest text, if another than the model's longest was asked for
    static TokenCounter open(Path model, OptionalInt maxLength) throws IOException {
        try (var files = ModelFiles.open(model)) {
            return new TokenCounter(
                    files.tokenizer(), maxLength.orElse(files.config().maxLength()));
        }
    }

    int count(List<String> texts) {
        return texts.stream()
                .mapToInt(text -> Math.min(
                        maxLength,
                        tokenizer.encode(text, null, EncodeOptions.MODEL).length()))
                .sum();
    }
}
