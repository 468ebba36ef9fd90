// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.LayerwiseDecay;
import dev.triad.electra.finetune.qa.QuestionTask;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that fine-tune: how a task is learned.
final class TrainingOptions {
    /// Heads for classes and numbers, and heads for questions.
    enum HeadForm {
        LINEAR,
        HUGGINGFACE,
        JOINT,
        PLAIN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the losses of a step become one.
    enum Reduction {
        MEAN,
        SUM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often every row is seen, fractions allowed; by default 3, for rte and stsb 10,"
                    + " for squad and mrqa 2.")
    @Nullable
    Double epochs;

    @Option(
            names = "--batch",
            defaultValue = "32",
            paramLabel = "ROWS",
            description = "Rows of a step; default ${DEFAULT-VALUE}.")
    int batch;

    @Option(
            names = "--micro-batch",
            paramLabel = "ROWS",
            description = "Rows computed at once; fewer need less memory and change nothing but what dropout draws; by"
                    + " default all of a step.")
    @Nullable
    Integer microBatch;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "Highest learning rate; by default 3e-4, 1e-4 or 5e-5 for a small, base or large encoder.")
    @Nullable
    Double learningRate;

    @Option(
            names = "--layer-decay",
            paramLabel = "FACTOR",
            description = "Each layer learns at so much of the rate of the one above; 1 for none; by default 0.8, for a"
                    + " large encoder 0.9.")
    @Nullable
    Double layerDecay;

    @Option(
            names = "--layer-decay-mode",
            defaultValue = "corrected",
            paramLabel = "MODE",
            description = "corrected (the default), or original, which slows every layer by one factor more than the"
                    + " paper says.")
    LayerwiseDecay.Mode decayMode;

    @Option(
            names = "--warmup",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            description = "Share of the steps in which the rate climbs; default ${DEFAULT-VALUE}.")
    double warmup;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.01",
            paramLabel = "DECAY",
            description = "Weight decay; default ${DEFAULT-VALUE}.")
    double weightDecay;

    @Option(
            names = "--clip-norm",
            defaultValue = "1",
            paramLabel = "NORM",
            description = "Largest gradient norm, 0 for no clipping; default ${DEFAULT-VALUE}.")
    double clipNorm;

    @Option(
            names = "--loss-reduction",
            defaultValue = "mean",
            paramLabel = "HOW",
            description = "The loss of a step: the mean of its answers' losses (the default), or their sum, as in"
                    + " ELECTRA's own code.")
    Reduction reduction;

    @Option(
            names = "--head",
            paramLabel = "FORM",
            description = "linear: one layer on the first token, ELECTRA's own head and its default; huggingface: the"
                    + " head that transformers loads, the default for BERT and RoBERTa. squad and mrqa: joint, ELECTRA's own,"
                    + " which judges the end knowing the start, and the default; or plain, which transformers loads. A"
                    + " model that has a head of transformers' form keeps that form.")
    @Nullable
    HeadForm head;

    @Option(
            names = "--both-orders",
            description =
                    "Learn pairs of symmetric tasks (mrpc, stsb, qqp) in both orders, as the original does for the"
                            + " first two.")
    boolean bothOrders;

    @Option(
            names = "--freeze-layers",
            defaultValue = "0",
            paramLabel = "N",
            description = "Leave the embeddings and the N lowest layers as they are, which saves memory and time;"
                    + " default none.")
    int freezeLayers;

    @Option(
            names = "--recompute",
            description = "Keep only what enters each layer and compute the rest again on the way back: much less"
                    + " memory, about a third more time, the same result.")
    boolean recompute;

    @Option(
            names = "--evaluations",
            defaultValue = "1",
            paramLabel = "N",
            description = "Evaluations per epoch; default ${DEFAULT-VALUE}.")
    int evaluations;

    @Option(
            names = "--patience",
            defaultValue = "0",
            paramLabel = "N",
            description = "End after N evaluations in a row that were no better; 0, the default, for never.")
    int patience;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "500",
            paramLabel = "STEPS",
            description = "Steps between checkpoints; default ${DEFAULT-VALUE}.")
    long checkpointEvery;

    @Option(
            names = "--log-every",
            defaultValue = "10",
            paramLabel = "STEPS",
            description = "Steps between lines of log.jsonl; default ${DEFAULT-VALUE}.")
    long logEvery;

    /// What was asked for, completed by the paper's values for the encoder's size and the tasks.
    FineTuningSettings settings(EncoderConfig encoder, List<String> tasks) {
        var usual = FineTuningSettings.of(encoder);
        boolean few = tasks.size() == 1 && (tasks.contains("rte") || tasks.contains("stsb"));
        boolean questions =
                tasks.stream().anyMatch(task -> QuestionTask.of(task).isPresent());
        return new FineTuningSettings(
                epochs == null ? (few ? 10 : questions ? 2 : usual.epochs()) : epochs,
                batch,
                microBatch == null ? batch : microBatch,
                learningRate == null ? usual.learningRate() : learningRate,
                layerDecay == null ? usual.layerDecay() : layerDecay,
                decayMode,
                warmup,
                weightDecay,
                clipNorm,
                reduction == Reduction.SUM,
                freezeLayers,
                recompute,
                evaluations,
                patience,
                checkpointEvery,
                logEvery);
    }

    /// Whether questions are answered by ELECTRA's joint head.
    boolean joint() {
        if (head == HeadForm.LINEAR || head == HeadForm.HUGGINGFACE) {
            throw new IllegalArgumentException("--head " + head + " answers no questions; take joint or plain");
        }
        return head != HeadForm.PLAIN;
    }

    /// Whether classes and numbers are answered by one linear layer.
    boolean linear(ModelConfig config) {
        if (head == HeadForm.JOINT || head == HeadForm.PLAIN) {
            throw new IllegalArgumentException("--head " + head + " is for squad and mrqa; take linear or huggingface");
        }
        return head == null ? config.encoder().family() == EncoderFamily.ELECTRA : head == HeadForm.LINEAR;
    }
}
