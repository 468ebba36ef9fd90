// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.data.task.TextExample;
import dev.triad.electra.finetune.predict.Ensemble;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.RowEncoder;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad electra predict`.
@Command(
        name = "predict",
        header = "Asks a fine-tuned model.",
        description = {
            "Reads texts or words and writes what a fine-tuned model says about them: labels with their probabilities,"
                    + " numbers, or a tag for each word with its place in the text.",
            "Input is one text a line (a pair with a tab between); a table where --input ends in .tsv, .csv or .jsonl;"
                    + " or, for tags, words in CoNLL columns where it ends in .conll.",
            "A model for questions reads a question and its text with a tab between, a table with both, or a squad or"
                    + " mrqa file, and writes the best answer with its place.",
            "Several models, which must have the same labels, answer together: their answers are averaged."
        },
        footer = {
            "triad electra predict --model sst2/model --input reviews.txt",
            "triad electra predict --model sst2/trial-1/model --model sst2/trial-2/model --jsonl < reviews.txt",
            "triad electra predict --model rte/model --task rte --input RTE/test.tsv --glue-submission submission"
        })
public final class PredictCommand implements Callable<Integer> {
    /// Texts that are asked about together: their answers appear together.
    private static final int BLOCK = 2048;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The fine-tuned model; given several times, answers are averaged.")
    List<Path> models;

    @Mixin
    EncoderOptions encoder;

    @Mixin
    PredictionInput input;

    @Option(names = "--output", paramLabel = "FILE", description = "The file to write; standard output by default.")
    @Nullable
    Path output;

    @Option(names = "--jsonl", description = "Write JSON lines instead of TSV.")
    boolean json;

    @Option(
            names = "--glue-submission",
            paramLabel = "DIR",
            description = "Write the file that GLUE's site takes, such as RTE.tsv, into this folder; needs --task.")
    @Nullable
    Path submission;

    @Mixin
    QuestionOptions questions;

    @Option(
            names = "--threshold",
            paramLabel = "SCORE",
            description = "Questions with a higher no-answer score get no answer; by default what the model was tuned"
                    + " to, if it was.")
    @Nullable
    Double threshold;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "Questions of a squad or mrqa file: write the official files (preds, null_odds) and the best"
                    + " candidates with their places into this folder.")
    @Nullable
    Path predictions;

    @Mixin
    ComputeOptions compute;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (submission != null && (output != null || json || input.task == null || input.file == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--glue-submission needs --task and --input, and takes neither --output nor --jsonl");
        }
        var opened = new ArrayList<EncoderFolder>();
        for (var model : models) opened.add(EncoderFolder.of(model, encoder.vocabulary, encoder.cased));
        if (opened.stream().allMatch(QuestionModel::is)) return questions(opened);
        var tuned = new ArrayList<FinetunedModel>();
        for (var folder : opened) tuned.add(FinetunedModel.of(folder));
        int longest = tuned.stream()
                .mapToInt(model -> model.maxLength(encoder.maxLength))
                .max()
                .orElseThrow();
        var settings = compute.resolve(longest);
        Torch.setThreads(settings.threads());
        var members = new ArrayList<Ensemble.Member>();
        for (var model : tuned) {
            var loaded = model.encoder().load();
            loaded.to(settings.device(), settings.dtype() == DType.F64 ? DType.F64 : DType.F32);
            var rows = new RowEncoder(model.encoder().tokenizer(), model.maxLength(encoder.maxLength));
            members.add(new Ensemble.Member(loaded, rows));
        }
        try (var shown = progress.open();
                var ensemble = new Ensemble(members, settings)) {
            if (submission != null) {
                var task = tuned.getFirst().task(String.valueOf(input.task));
                try (var work = shown.start("asking", -1, "rows")) {
                    var file = Submission.write(task, input, ensemble, submission, work);
                    shown.message("wrote " + file);
                }
                return 0;
            }
            predict(ensemble, shown);
        }
        return 0;
    }

    private int questions(List<EncoderFolder> opened) throws IOException {
        if (submission != null) throw new IllegalArgumentException("--glue-submission is not for questions");
        var tuned = new ArrayList<QuestionModel>();
        for (var folder : opened) tuned.add(QuestionModel.of(folder));
        int longest = tuned.stream()
                .mapToInt(model -> model.maxLength(encoder.maxLength))
                .max()
                .orElseThrow();
        var settings = compute.resolve(longest);
        Torch.setThreads(settings.threads());
        try (var shown = progress.open()) {
            new QuestionPredict(this, tuned)
                    .run(settings, shown, spec.commandLine().getOut());
        }
        return 0;
    }

    private void predict(Ensemble ensemble, dev.triad.core.progress.Progress shown) throws IOException {
        try (var target = PredictionOutput.open(output, spec.commandLine().getOut(), ensemble, json);
                var work = shown.start("asking", -1, "rows")) {
            if (ensemble.problem() == Problem.TAGGING) {
                input.sentences(BLOCK, shown::message, block -> {
                    var words = block.stream()
                            .map(sentence -> sentence.words().stream()
                                    .map(PlacedWord::text)
                                    .toList())
                            .toList();
                    target.sentences(block, ensemble.sentences(words, work));
                });
            } else {
                input.texts(BLOCK, shown::message, block -> {
                    target.texts(block, ensemble.texts(asked(block), work));
                });
            }
        }
    }

    static List<Ensemble.Texts> asked(List<TextExample> block) {
        return block.stream()
                .map(row -> new Ensemble.Texts(row.first(), row.second()))
                .toList();
    }
}
