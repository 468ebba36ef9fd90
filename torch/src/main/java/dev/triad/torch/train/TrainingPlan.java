// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// How long and how a model is trained.
///
/// @param steps optimiser steps in all
/// @param seed seed of every draw
/// @param adam the optimiser
/// @param rules how each parameter is treated, by name
/// @param schedule learning rate per step
/// @param clipNorm largest gradient norm, or 0 for no clipping
/// @param averageDecay μ of the weight average, or 0 for none
/// @param logEvery steps between log lines
/// @param evaluateEvery steps between evaluations, or 0 for none
/// @param checkpointEvery steps between checkpoints; the last step always writes one
/// @param keepCheckpoints newest checkpoints kept
/// @param best which metric decides the best checkpoint, or null for none
public record TrainingPlan(
        long steps,
        long seed,
        AdamConfig adam,
        Function<String, ParameterRule> rules,
        Schedule schedule,
        double clipNorm,
        double averageDecay,
        long logEvery,
        long evaluateEvery,
        long checkpointEvery,
        int keepCheckpoints,
        @Nullable Best best) {

    /// The metric that decides which checkpoint is best.
    ///
    /// @param patience evaluations without a better value after which the run ends early; 0 for never
    public record Best(String metric, boolean higherIsBetter, int patience) {
        public Best {
            if (patience < 0) throw new IllegalArgumentException("patience must not be negative, got " + patience);
        }

        /// Never ends a run early.
        public Best(String metric, boolean higherIsBetter) {
            this(metric, higherIsBetter, 0);
        }

        boolean improves(double candidate, double champion) {
            return Double.isNaN(champion) || (higherIsBetter ? candidate > champion : candidate < champion);
        }
    }

    public TrainingPlan {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (clipNorm < 0) throw new IllegalArgumentException("clipping norm must not be negative, got " + clipNorm);
        if (averageDecay < 0 || averageDecay >= 1) {
            throw new IllegalArgumentException("average decay must be in [0, 1), got " + averageDecay);
        }
        if (logEvery < 1 || evaluateEvery < 0 || checkpointEvery < 1 || keepCheckpoints < 1) {
            throw new IllegalArgumentException("intervals must be at least 1 (evaluation may be 0), got log " + logEvery
                    + ", evaluate " + evaluateEvery + ", checkpoint " + checkpointEvery + ", keep " + keepCheckpoints);
        }
    }

    /// AdamW at a constant rate, clipped at 1, with a checkpoint every thousand steps.
    public static TrainingPlan of(long steps, double learningRate) {
        return new TrainingPlan(
                steps,
                0,
                AdamConfig.adamW(),
                ParameterRule::bert,
                Schedule.constant(learningRate),
                1,
                0,
                10,
                0,
                1000,
                3,
                null);
    }

    public TrainingPlan withSeed(long value) {
        return new TrainingPlan(
                steps,
                value,
                adam,
                rules,
                schedule,
                clipNorm,
                averageDecay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                best);
    }

    public TrainingPlan withOptimiser(AdamConfig config, Function<String, ParameterRule> treatment, Schedule rates) {
        return new TrainingPlan(
                steps,
                seed,
                config,
                treatment,
                rates,
                clipNorm,
                averageDecay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                best);
    }

    public TrainingPlan withClipNorm(double value) {
        return new TrainingPlan(
                steps,
                seed,
                adam,
                rules,
                schedule,
                value,
                averageDecay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                best);
    }

    public TrainingPlan withAverage(double decay) {
        return new TrainingPlan(
                steps,
                seed,
                adam,
                rules,
                schedule,
                clipNorm,
                decay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                best);
    }

    public TrainingPlan withIntervals(long log, long evaluate, long checkpoint, int keep) {
        return new TrainingPlan(
                steps, seed, adam, rules, schedule, clipNorm, averageDecay, log, evaluate, checkpoint, keep, best);
    }

    public TrainingPlan withBest(String metric, boolean higherIsBetter) {
        return new TrainingPlan(
                steps,
                seed,
                adam,
                rules,
                schedule,
                clipNorm,
                averageDecay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                new Best(metric, higherIsBetter));
    }

    /// Ends the run early once the deciding metric got no better `evaluations` times in a row.
    public TrainingPlan withPatience(int evaluations) {
        if (best == null) throw new IllegalArgumentException("patience needs a metric that decides");
        return new TrainingPlan(
                steps,
                seed,
                adam,
                rules,
                schedule,
                clipNorm,
                averageDecay,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                keepCheckpoints,
                new Best(best.metric, best.higherIsBetter, evaluations));
    }

    /// The numbers of the plan, for `run.json`.
    SequencedMap<String, Object> describe() {
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put("steps", steps);
        numbers.put("seed", seed);
        numbers.put("optimiser", adam.variant().name().toLowerCase(Locale.ROOT));
        numbers.put("beta1", adam.beta1());
        numbers.put("beta2", adam.beta2());
        numbers.put("epsilon", adam.epsilon());
        numbers.put("weight_decay", adam.weightDecay());
        numbers.put(
                "first_learning_rates",
                LongStream.range(0, 3).mapToObj(schedule::at).toList());
        numbers.put("clip_norm", clipNorm);
        numbers.put("average_decay", averageDecay);
        numbers.put("log_every", logEvery);
        numbers.put("evaluate_every", evaluateEvery);
        numbers.put("checkpoint_every", checkpointEvery);
        numbers.put("keep_checkpoints", keepCheckpoints);
        return numbers;
    }
}
