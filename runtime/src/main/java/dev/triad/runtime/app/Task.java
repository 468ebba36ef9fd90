// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import dev.triad.runtime.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// What a model is asked for, as the commands of `triad run` are called.
public enum Task {
    CLASSIFY,
    TAG,
    ANSWER,
    EMBED,
    DETECT,
    FILL;

    /// The task of a model, by its head.
    ///
    /// @param model a packed model, or a folder with one or with a checkpoint
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when no command asks models of its kind
    public static Task of(Path model) throws IOException {
        try (var files = ModelFiles.open(model)) {
            var head = files.config().head();
            return switch (head) {
                case SEQUENCE_CLASSIFICATION, LINEAR_CLASSIFICATION -> CLASSIFY;
                case TOKEN_CLASSIFICATION -> TAG;
                case QUESTION_ANSWERING, JOINT_QUESTION_ANSWERING -> ANSWER;
                case NONE -> EMBED;
                case REPLACED_TOKEN -> DETECT;
                case MASKED_LM -> FILL;
                case MULTIPLE_CHOICE ->
                    throw new IllegalArgumentException(
                            model + ": the model answers " + head.answers() + ", which nothing here asks for");
            };
        }
    }

    /// What is typed: `classify`.
    public String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
