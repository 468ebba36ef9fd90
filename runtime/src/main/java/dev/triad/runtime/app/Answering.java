// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.MaskedTokenFiller;
import dev.triad.runtime.QuestionAnswerer;
import dev.triad.runtime.ReplacedTokenDetector;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.TextEncoder;
import dev.triad.runtime.TokenTagger;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A model that answers what it was trained for, in the words of `triad run`.
interface Answering extends AutoCloseable {
    /// Opens a model.
    ///
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it answers nothing that has a command, or an option does not fit it
    static Answering open(AppOptions options) throws IOException {
        var model = options.model();
        var how = options.runtime();
        return switch (Task.of(model)) {
            case CLASSIFY -> new Classifying(TextClassifier.open(model, how));
            case TAG -> new Tagging(TokenTagger.open(model, how));
            case ANSWER -> new QuestionAnswering(QuestionAnswerer.open(model, how), options.threshold());
            case EMBED -> new Embedding(TextEncoder.open(model, how, options.pooling()));
            case DETECT -> new Detecting(ReplacedTokenDetector.open(model, how));
            case FILL -> new Filling(MaskedTokenFiller.open(model, how), options.candidates());
        };
    }

    /// Answers texts together.
    ///
    /// @return an object for each, in their order
    /// @throws IOException that names the place of a text that lacks something
    List<Map<String, Object>> answer(List<AskedText> texts) throws IOException;

    /// A line that it can answer.
    String example();

    @Override
    void close();

    /// A place in a text as people count, in code points.
    static int codePoints(String text, int codeUnit) {
        return text.codePointCount(0, codeUnit);
    }
}
