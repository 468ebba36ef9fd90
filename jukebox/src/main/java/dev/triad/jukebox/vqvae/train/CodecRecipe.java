// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.Stft;
import dev.triad.jukebox.vqvae.CodebookRule;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import dev.triad.jukebox.vqvae.loss.ReconstructionLoss;
import dev.triad.jukebox.vqvae.loss.SpectralLoss;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.train.RunSettings;
import dev.triad.torch.train.RunSettings.Setting;
import dev.triad.torch.train.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Everything the training of a codec depends on besides its songs and the machine: a preset's numbers, with what
/// the user set over them. The defaults are the released codec's.
public final class CodecRecipe {
    private static final RunSettings.Catalogue NAMES = new RunSettings.Catalogue();

    public static final Setting<Integer> SAMPLE_RATE = NAMES.whole("sample_rate", 44_100);

    /// How often each block divides time by two: `3,2,2` makes codes of 8, 32 and 128 samples.
    public static final Setting<List<Integer>> DOWNS = NAMES.wholes("downs", List.of(3, 2, 2));

    public static final Setting<Integer> STRIDE = NAMES.whole("stride", 2);
    public static final Setting<Integer> WIDTH = NAMES.whole("width", 32);
    public static final Setting<Integer> DEPTH = NAMES.whole("depth", 4);
    public static final Setting<Integer> EMBEDDING_WIDTH = NAMES.whole("embedding_width", 64);
    public static final Setting<Integer> CODEBOOK_SIZE = NAMES.whole("codebook_size", 2048);

    /// What each level multiplies width and depth by.
    public static final Setting<List<Integer>> MULTIPLIERS = NAMES.wholes("multipliers", List.of(2, 1, 1));

    public static final Setting<Integer> DILATION_GROWTH = NAMES.whole("dilation_growth", 3);
    public static final Setting<Integer> DILATION_CYCLE = NAMES.natural("dilation_cycle", 0);
    public static final Setting<Boolean> REVERSED_DECODER = NAMES.truth("reversed_decoder", true);

    /// Samples of a training clip.
    public static final Setting<Integer> SAMPLE_LENGTH = NAMES.whole("sample_length", 393_216);

    /// Clips per step.
    public static final Setting<Integer> BATCH_SIZE = NAMES.whole("batch_size", 256);

    /// Clips that are computed at once; 0: the whole batch. Codebooks learn from each micro-batch by itself.
    public static final Setting<Integer> MICRO_BATCH_SIZE = NAMES.natural("micro_batch_size", 0);

    /// Move clips by a random part of their length.
    public static final Setting<Boolean> RANDOM_SHIFT = NAMES.truth("random_shift", true);

    /// Mix the channels at a random place between left and right.
    public static final Setting<Boolean> RANDOM_PAN = NAMES.truth("random_pan", true);

    /// Weights of mean squared, largest squared and absolute errors.
    public static final Setting<Double> L2 = NAMES.natural("l2", 1.0);

    public static final Setting<Double> LINF = NAMES.natural("linf", 0.02);
    public static final Setting<Double> L1 = NAMES.natural("l1", 0.0);

    /// How many of a clip's squared errors linf looks at.
    public static final Setting<Integer> LINF_K = NAMES.whole("linf_k", 2048);

    /// Weight of the spectral loss at [#RESOLUTIONS].
    public static final Setting<Double> MULTISPECTRAL = NAMES.natural("multispectral", 1.0);

    /// Weight of the spectral loss at [#METRIC_RESOLUTION] alone.
    public static final Setting<Double> SPECTRAL = NAMES.natural("spectral", 0.0);

    /// Weight of the commitment loss.
    public static final Setting<Double> COMMIT = NAMES.natural("commit", 0.02);

    /// Size, hop and window of each spectrogram of the spectral loss.
    public static final Setting<List<Stft>> RESOLUTIONS =
            NAMES.key("resolutions", SpectralLoss.jukebox().resolutions(), CodecRecipe::resolutions);

    /// The spectrogram by which bandwidth and spectral convergence are measured.
    public static final Setting<Stft> METRIC_RESOLUTION =
            NAMES.key("metric_resolution", Stft.SPECTRAL, CodecRecipe::stft);

    /// μ of the codebooks' running sums.
    public static final Setting<Double> CODEBOOK_DECAY = NAMES.share("codebook_decay", 0.99);

    /// Codes that the average batch uses less often start again from a random vector.
    public static final Setting<Double> REVIVAL_THRESHOLD = NAMES.natural("revival_threshold", 1.0);

    public static final Setting<Double> LEARNING_RATE = NAMES.real("learning_rate", 3e-4);
    public static final Setting<Integer> STEPS = NAMES.whole("steps", 384_618);
    public static final Setting<Integer> WARMUP_STEPS = NAMES.natural("warmup_steps", 100);

    /// The last so many steps, in which the rate falls to 0 in a line; 0: it never falls.
    public static final Setting<Integer> DECAY_STEPS = NAMES.natural("decay_steps", 0);

    public static final Setting<Double> ADAM_BETA2 = NAMES.share("adam_beta2", 0.999);
    public static final Setting<Double> WEIGHT_DECAY = NAMES.natural("weight_decay", 0.0);

    /// Largest gradient norm, or 0 for no clipping.
    public static final Setting<Double> CLIP_NORM = NAMES.natural("clip_norm", 1.0);

    /// μ of the average of the weights that evaluation and use take, or 0 for none.
    public static final Setting<Double> AVERAGE_DECAY = NAMES.share("average_decay", 0.968);

    /// Seconds of music that losses take their units from.
    public static final Setting<Double> BANDWIDTH_SECONDS = NAMES.real("bandwidth_seconds", 600);

    public static final Setting<Integer> SEED = NAMES.natural("seed", 0);
    public static final Setting<Integer> LOG_EVERY = NAMES.whole("log_every", 100);
    public static final Setting<Integer> EVALUATE_EVERY = NAMES.natural("evaluate_every", 2_000);

    /// Held-out clips per evaluation.
    public static final Setting<Integer> EVALUATION_CLIPS = NAMES.whole("evaluation_clips", 64);

    /// Of those, how many are written as sound and pictures.
    public static final Setting<Integer> ILLUSTRATED_CLIPS = NAMES.natural("illustrated_clips", 2);

    public static final Setting<Integer> CHECKPOINT_EVERY = NAMES.whole("checkpoint_every", 2_000);
    public static final Setting<Integer> KEEP_CHECKPOINTS = NAMES.whole("keep_checkpoints", 3);

    private final RunSettings settings;

    private CodecRecipe(RunSettings settings) {
        this.settings = settings;
    }

    /// The recipes, by the size of the model.
    public enum Preset {
        /// The released codec: 44.1 kHz, 2 M parameters (Dhariwal et al. 2020, appendix B.1).
        JUKEBOX,
        /// Two levels at 22.05 kHz, for one GPU and a day.
        SMALL,
        /// Ours, for two cores and half an hour: 8 kHz.
        NANO,
        /// For tests: under a minute, and it sounds like it.
        SMOKE;

        private Map<String, Object> numbers() {
            return switch (this) {
                case JUKEBOX -> Map.of();
                case SMALL ->
                    Map.ofEntries(
                            Map.entry("sample_rate", 22_050),
                            Map.entry("downs", "5,3"),
                            Map.entry("multipliers", "1,1"),
                            Map.entry("codebook_size", 1024),
                            Map.entry("sample_length", 262_144),
                            Map.entry("batch_size", 4),
                            Map.entry("linf", 0),
                            Map.entry("average_decay", 0.9995),
                            Map.entry("steps", 200_000));
                case NANO ->
                    Map.ofEntries(
                            Map.entry("sample_rate", 8_000),
                            Map.entry("width", 16),
                            Map.entry("depth", 2),
                            Map.entry("embedding_width", 16),
                            Map.entry("codebook_size", 256),
                            Map.entry("sample_length", 8_192),
                            Map.entry("batch_size", 4),
                            Map.entry("resolutions", "512/60/300,256/30/150,128/13/60"),
                            Map.entry("metric_resolution", "512/64/384"),
                            Map.entry("learning_rate", 1e-3),
                            Map.entry("decay_steps", 1_500),
                            Map.entry("steps", 6_000),
                            Map.entry("average_decay", 0.99),
                            Map.entry("log_every", 50),
                            Map.entry("evaluate_every", 500),
                            Map.entry("evaluation_clips", 32),
                            Map.entry("checkpoint_every", 500));
                case SMOKE ->
                    Map.ofEntries(
                            Map.entry("sample_rate", 8_000),
                            Map.entry("downs", "2,1,1"),
                            Map.entry("width", 4),
                            Map.entry("depth", 2),
                            Map.entry("embedding_width", 4),
                            Map.entry("codebook_size", 8),
                            Map.entry("sample_length", 1_024),
                            Map.entry("batch_size", 2),
                            Map.entry("linf_k", 64),
                            Map.entry("resolutions", "64/8/40,32/4/20"),
                            Map.entry("metric_resolution", "64/8/48"),
                            Map.entry("learning_rate", 1e-3),
                            Map.entry("warmup_steps", 10),
                            Map.entry("steps", 60),
                            Map.entry("average_decay", 0.9),
                            Map.entry("log_every", 10),
                            Map.entry("evaluate_every", 30),
                            Map.entry("evaluation_clips", 4),
                            Map.entry("illustrated_clips", 1),
                            Map.entry("checkpoint_every", 20));
            };
        }

        /// The preset as a recipe.
        public CodecRecipe recipe() {
            return new CodecRecipe(NAMES.defaults().with(numbers()));
        }

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static List<Stft> resolutions(String text) {
        return Arrays.stream(text.split(",", -1)).map(CodecRecipe::stft).toList();
    }

    private static Stft stft(String text) {
        String[] numbers = text.strip().split("/", -1);
        try {
            if (numbers.length == 3) {
                return new Stft(
                        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a resolution is written size/hop/window, such as 2048/240/1200, not '" + text + "'", e);
        }
        throw new IllegalArgumentException(
                "a resolution is written size/hop/window, such as 2048/240/1200, not '" + text + "'");
    }

    /// This recipe with some values replaced.
    ///
    /// @throws IllegalArgumentException for a name that does not exist or a value it does not take
    public CodecRecipe with(Map<String, ?> replacements) {
        return new CodecRecipe(settings.with(replacements));
    }

    public <T> T get(Setting<T> key) {
        return settings.get(key);
    }

    /// All settings by name, for `run.json`; [#with] takes them back.
    public SequencedMap<String, Object> describe() {
        var described = settings.describe();
        described.put(
                RESOLUTIONS.name(),
                get(RESOLUTIONS).stream().map(CodecRecipe::text).collect(Collectors.joining(",")));
        described.put(METRIC_RESOLUTION.name(), text(get(METRIC_RESOLUTION)));
        return described;
    }

    private static String text(Stft stft) {
        return stft.size() + "/" + stft.hop() + "/" + stft.window();
    }

    /// The model's sizes.
    public VqVaeConfig vqVae() {
        return new VqVaeConfig(
                get(SAMPLE_RATE),
                get(DOWNS),
                get(STRIDE),
                get(WIDTH),
                get(DEPTH),
                get(EMBEDDING_WIDTH),
                get(CODEBOOK_SIZE),
                get(MULTIPLIERS),
                get(DILATION_GROWTH),
                get(DILATION_CYCLE),
                get(REVERSED_DECODER));
    }

    /// How its codebooks learn.
    public CodebookRule codebookRule() {
        return new CodebookRule(get(CODEBOOK_DECAY), get(REVIVAL_THRESHOLD));
    }

    ReconstructionLoss reconstructionLoss() {
        return new ReconstructionLoss(get(L2), get(LINF), get(L1), get(LINF_K));
    }

    /// Makes sure that clips can be coded and measured.
    void requireSound() {
        int length = get(SAMPLE_LENGTH);
        int multiple = vqVae().multiple();
        if (length % multiple != 0) {
            throw new IllegalArgumentException("sample_length must be a multiple of " + multiple
                    + ", the samples of a top-level code, not " + length);
        }
        if (get(LINF) > 0 && get(LINF_K) > length) {
            throw new IllegalArgumentException(
                    "linf_k must be at most sample_length, " + length + ", not " + get(LINF_K));
        }
        for (var stft : get(RESOLUTIONS)) requireRoom("resolutions", stft, length);
        requireRoom("metric_resolution", get(METRIC_RESOLUTION), length);
    }

    private static void requireRoom(String name, Stft stft, int length) {
        if (stft.size() / 2 >= length) {
            throw new IllegalArgumentException(
                    name + ": a spectrogram of size " + stft.size() + " does not fit clips of " + length + " samples");
        }
    }

    /// The paper's optimiser and schedule over this recipe's steps.
    public TrainingPlan plan() {
        double rate = get(LEARNING_RATE);
        long decay = get(DECAY_STEPS);
        var schedule = decay == 0
                ? Schedule.warmup(rate, get(WARMUP_STEPS))
                : Schedule.linearDecay(rate, get(WARMUP_STEPS), Math.max(0, get(STEPS) - decay), decay);
        return TrainingPlan.of(get(STEPS), rate)
                .withSeed(get(SEED))
                .withOptimiser(
                        AdamConfig.jukebox().withBeta2(get(ADAM_BETA2)).withWeightDecay(get(WEIGHT_DECAY)),
                        _ -> ParameterRule.PLAIN,
                        schedule)
                .withClipNorm(get(CLIP_NORM))
                .withAverage(get(AVERAGE_DECAY))
                .withIntervals(get(LOG_EVERY), get(EVALUATE_EVERY), get(CHECKPOINT_EVERY), get(KEEP_CHECKPOINTS))
                .withBest("loss", false);
    }
}
