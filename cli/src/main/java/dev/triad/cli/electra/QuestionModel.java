// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.Tolerance;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.finetune.qa.QuestionEncoder;
import dev.triad.electra.finetune.qa.QuestionFile;
import dev.triad.electra.finetune.qa.QuestionLoader;
import dev.triad.electra.finetune.qa.QuestionPanel;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.electra.finetune.qa.SearchOptions;
import dev.triad.electra.finetune.qa.WindowOptions;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model that answers questions, as a command meets it.
///
/// @param encoder the model and its tokenizer
/// @param known what its `questions.json` says, where it has one
record QuestionModel(EncoderFolder encoder, Optional<QuestionFile> known) {
    /// Whether a model answers questions.
    static boolean is(EncoderFolder encoder) {
        var head = encoder.model().config().head();
        return head == HeadKind.QUESTION_ANSWERING || head == HeadKind.JOINT_QUESTION_ANSWERING;
    }

    static QuestionModel of(EncoderFolder encoder) throws IOException {
        var file = encoder.directory().text(QuestionFile.NAME);
        return new QuestionModel(
                encoder,
                file.isEmpty()
                        ? Optional.empty()
                        : Optional.of(QuestionFile.parse(
                                encoder.folder() + " (" + QuestionFile.NAME + ")",
                                file.get().getBytes(StandardCharsets.UTF_8))));
    }

    /// The task whose files are read: the one that was named, or else the one that the model learned.
    ///
    /// @throws IllegalArgumentException if the name is no task of this kind, or nobody says what the task is
    QuestionTask task(@Nullable String named) {
        if (named == null) {
            return known.map(QuestionFile::task)
                    .orElseThrow(() -> new IllegalArgumentException(encoder.folder()
                            + ": the model does not say what it was fine-tuned for; name it with --task: squad, squadv1"
                            + " or mrqa"));
        }
        return QuestionTask.of(named)
                .orElseThrow(() -> new IllegalArgumentException(
                        encoder.folder() + ": the model answers questions, which is not what " + named + " asks"));
    }

    /// The longest row: what was asked for, else what the model was fine-tuned with.
    int maxLength(@Nullable Integer wanted) {
        return encoder.maxLength(
                wanted, known.map(file -> file.windows().maxLength()).orElse(WindowOptions.DEFAULT.maxLength()));
    }

    private QuestionEncoder questions(QuestionOptions options, @Nullable Integer maxLength) {
        var usual = known.map(QuestionFile::windows).orElse(WindowOptions.DEFAULT);
        return new QuestionEncoder(encoder.tokenizer(), options.windows(usual, maxLength(maxLength)));
    }

    /// What reads its questions from files.
    QuestionLoader loader(
            QuestionOptions options, @Nullable Integer maxLength, Tolerance tolerance, Consumer<String> say) {
        return new QuestionLoader(questions(options, maxLength), tolerance, 0.1, say);
    }

    /// The model on its device; the caller closes it.
    QuestionPanel.Member load(QuestionOptions options, @Nullable Integer maxLength, Compute compute)
            throws IOException {
        var search = options.search(known.map(QuestionFile::search).orElse(SearchOptions.DEFAULT));
        var questions = questions(options, maxLength);
        var loaded = encoder.load();
        loaded.to(compute.device(), compute.dtype() == DType.F64 ? DType.F64 : DType.F32);
        return new QuestionPanel.Member(loaded, questions, search);
    }

    /// The no-answer score above which it has none: what the user says, else what it was tuned to, else `usual`.
    double threshold(@Nullable Double wanted, double usual) {
        return wanted != null ? wanted : known.map(QuestionFile::threshold).orElse(usual);
    }
}
