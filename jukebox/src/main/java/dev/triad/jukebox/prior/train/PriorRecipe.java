// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.labels.TimingRange;
import dev.triad.jukebox.prior.ConditionerConfig;
import dev.triad.jukebox.prior.LabelConfig;
import dev.triad.jukebox.prior.LyricsConfig;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.train.RunSettings;
import dev.triad.torch.train.RunSettings.Setting;
import dev.triad.torch.train.TrainingPlan;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Everything the training of a prior depends on besides its codes and the machine: a preset's numbers, with what
/// the user set over them. What the codes are (sample rate, hops, codebook) comes with them.
public final class PriorRecipe {
    private static final RunSettings.Catalogue NAMES = new RunSettings.Catalogue();

    /// Whose codes are modelled; the codes' last level is the top, all others are upsamplers.
    public static final Setting<Integer> LEVEL = NAMES.natural("level", 2);

    /// Codes of a window.
    public static final Setting<Integer> POSITIONS = NAMES.whole("positions", 8192);

    public static final Setting<Integer> WIDTH = NAMES.whole("width", 1024);
    public static final Setting<Integer> DEPTH = NAMES.whole("depth", 72);
    public static final Setting<Integer> HEADS = NAMES.whole("heads", 1);

    /// Rows that the sequence, with lyrics where they share it, is cut into.
    public static final Setting<Integer> BLOCKS = NAMES.whole("blocks", 128);

    /// Which layers look where, see [dev.triad.jukebox.prior.transformer.AttentionOrder].
    public static final Setting<Integer> ORDER = NAMES.natural("order", 2);

    public static final Setting<Double> ATTENTION_RATIO = NAMES.real("attention_ratio", 0.25);
    public static final Setting<Double> MLP_RATIO = NAMES.real("mlp_ratio", 1.0);
    public static final Setting<Double> INIT_SCALE = NAMES.natural("init_scale", 1.0);
    public static final Setting<Boolean> RESIDUAL_SCALE = NAMES.truth("residual_scale", false);
    public static final Setting<Boolean> MERGED_DECODER = NAMES.truth("merged_decoder", false);

    /// How artists and genres are written, `v2` or `v3`, or `none` for a prior without labels.
    public static final Setting<String> LABELS = NAMES.key("labels", "v2", PriorRecipe::labels);

    /// The shortest songs, and the length that none has; only these are learnt from.
    public static final Setting<Double> MIN_SECONDS = NAMES.natural("min_seconds", 0.0);

    public static final Setting<Double> MAX_SECONDS = NAMES.real("max_seconds", 600.0);

    /// Rows of each of a top level's tables of times.
    public static final Setting<Integer> TIME_BINS = NAMES.whole("time_bins", 128);

    public static final Setting<LyricsForm> LYRICS = NAMES.key("lyrics", LyricsForm.NONE, LyricsForm::parse);

    /// Characters that are read at once.
    public static final Setting<Integer> LYRIC_TOKENS = NAMES.whole("lyric_tokens", 384);

    /// What a character's bits count for in the loss, where a code's count 1.
    public static final Setting<Double> LYRIC_LOSS_SHARE = NAMES.natural("lyric_loss_share", 0.4);

    public static final Setting<Integer> ENCODER_WIDTH = NAMES.whole("encoder_width", 1280);
    public static final Setting<Integer> ENCODER_DEPTH = NAMES.whole("encoder_depth", 18);
    public static final Setting<Integer> ENCODER_HEADS = NAMES.whole("encoder_heads", 4);
    public static final Setting<Integer> ENCODER_BLOCKS = NAMES.whole("encoder_blocks", 32);
    public static final Setting<Integer> ENCODER_ORDER = NAMES.natural("encoder_order", 2);
    public static final Setting<Double> ENCODER_INIT_SCALE = NAMES.natural("encoder_init_scale", 0.7);

    public static final Setting<Integer> CONDITIONER_WIDTH = NAMES.whole("conditioner_width", 1024);
    public static final Setting<Integer> CONDITIONER_DEPTH = NAMES.whole("conditioner_depth", 16);
    public static final Setting<Integer> CONDITIONER_GROWTH = NAMES.whole("conditioner_growth", 3);
    public static final Setting<Integer> CONDITIONER_CYCLE = NAMES.natural("conditioner_cycle", 8);
    public static final Setting<Boolean> CONDITIONER_RESIDUAL_SCALE = NAMES.truth("conditioner_residual_scale", false);

    /// Windows per step.
    public static final Setting<Integer> BATCH_SIZE = NAMES.whole("batch_size", 4);

    /// Windows that are computed at once; 0: the whole batch.
    public static final Setting<Integer> MICRO_BATCH_SIZE = NAMES.natural("micro_batch_size", 0);

    /// Move windows by a random part of their length.
    public static final Setting<Boolean> RANDOM_SHIFT = NAMES.truth("random_shift", true);

    /// Compute layers again when their gradients are due, to spare memory.
    public static final Setting<Boolean> RECOMPUTE = NAMES.truth("recompute", false);

    public static final Setting<Double> LEARNING_RATE = NAMES.real("learning_rate", 3e-4);
    public static final Setting<Integer> STEPS = NAMES.whole("steps", 200_000);
    public static final Setting<Integer> WARMUP_STEPS = NAMES.natural("warmup_steps", 100);

    /// The last so many steps, in which the rate falls to 0 in a line; 0: it never falls.
    public static final Setting<Integer> DECAY_STEPS = NAMES.natural("decay_steps", 0);

    public static final Setting<Double> ADAM_BETA2 = NAMES.share("adam_beta2", 0.999);
    public static final Setting<Double> WEIGHT_DECAY = NAMES.natural("weight_decay", 0.0);

    /// Largest gradient norm, or 0 for no clipping.
    public static final Setting<Double> CLIP_NORM = NAMES.natural("clip_norm", 1.0);

    /// μ of the average of the weights that evaluation and use take, or 0 for none.
    public static final Setting<Double> AVERAGE_DECAY = NAMES.share("average_decay", 0.936);

    public static final Setting<Integer> SEED = NAMES.natural("seed", 0);
    public static final Setting<Integer> LOG_EVERY = NAMES.whole("log_every", 100);
    public static final Setting<Integer> EVALUATE_EVERY = NAMES.natural("evaluate_every", 2_000);

    /// Held-out windows per evaluation.
    public static final Setting<Integer> EVALUATION_WINDOWS = NAMES.whole("evaluation_windows", 64);

    public static final Setting<Integer> CHECKPOINT_EVERY = NAMES.whole("checkpoint_every", 2_000);
    public static final Setting<Integer> KEEP_CHECKPOINTS = NAMES.whole("keep_checkpoints", 3);

    private final RunSettings settings;

    private PriorRecipe(RunSettings settings) {
        this.settings = settings;
    }

    /// The released models' numbers where those differ little from one another.
    public static PriorRecipe defaults() {
        return new PriorRecipe(NAMES.defaults());
    }

    private static String labels(String text) {
        return switch (text) {
            case "none", "v2", "v3" -> text;
            default -> throw new IllegalArgumentException("labels must be v2, v3 or none, not '" + text + "'");
        };
    }

    /// This recipe with some values replaced.
    ///
    /// @throws IllegalArgumentException for a name that does not exist or a value it does not take
    public PriorRecipe with(Map<String, ?> replacements) {
        return new PriorRecipe(settings.with(replacements));
    }

    public <T> T get(Setting<T> key) {
        return settings.get(key);
    }

    /// All settings by name, for `run.json`; [#with] takes them back.
    public SequencedMap<String, Object> describe() {
        return settings.describe();
    }

    /// How names of artists and genres are written, and which letters lyrics have.
    public LabelRules rules() {
        return get(LABELS).equals("v3") ? LabelRules.V3 : LabelRules.V2;
    }

    /// The model's sizes for codes of a kind.
    ///
    /// @param lists the artists and genres there are; not looked at by a prior without labels
    public PriorConfig config(CodeLevels levels, LabelLists lists) {
        return config(levels, lists.artists().count(), lists.genres().count());
    }

    /// The same for so many artists and genres.
    public PriorConfig config(CodeLevels levels, int artists, int genres) {
        int level = get(LEVEL);
        if (level >= levels.count()) {
            throw new IllegalArgumentException("level must be 0 to " + (levels.count() - 1) + ", for the codes have "
                    + levels.count() + " levels, not " + level);
        }
        boolean top = level == levels.count() - 1;
        var timing =
                top ? new TimingRange(levels.sampleRate(), get(MIN_SECONDS), get(MAX_SECONDS), get(TIME_BINS)) : null;
        var labels = get(LABELS).equals("none") ? null : new LabelConfig(rules(), artists, genres, timing);
        var conditioner = top
                ? null
                : conditioner(levels.hops().get(level + 1) / levels.hops().get(level));
        int tokens = get(LYRICS) == LyricsForm.SINGLE ? get(LYRIC_TOKENS) : 0;
        var transformer = new TransformerConfig(
                get(POSITIONS) + tokens,
                get(WIDTH),
                get(DEPTH),
                get(HEADS),
                get(BLOCKS),
                get(ORDER),
                get(ATTENTION_RATIO),
                get(MLP_RATIO),
                get(INIT_SCALE),
                get(RESIDUAL_SCALE),
                tokens,
                1);
        return new PriorConfig(
                level,
                levels.codebookSize(),
                levels.hops().get(level),
                levels.sampleRate(),
                transformer,
                get(MERGED_DECODER),
                labels,
                conditioner,
                lyrics());
    }

    private ConditionerConfig conditioner(int ratio) {
        if (Integer.bitCount(ratio) != 1 || ratio < 2) {
            throw new IllegalArgumentException(
                    "an upsampler needs 2, 4, 8, … codes below one above, but there are " + ratio);
        }
        return new ConditionerConfig(
                Integer.numberOfTrailingZeros(ratio),
                get(CONDITIONER_WIDTH),
                get(CONDITIONER_DEPTH),
                get(CONDITIONER_GROWTH),
                get(CONDITIONER_CYCLE),
                get(CONDITIONER_RESIDUAL_SCALE));
    }

    private @Nullable LyricsConfig lyrics() {
        int characters = rules().alphabet().size();
        return switch (get(LYRICS)) {
            case NONE -> null;
            case SINGLE -> new LyricsConfig.SingleStack(get(LYRIC_TOKENS), characters, get(LYRIC_LOSS_SHARE));
            case SEPARATE ->
                new LyricsConfig.Separate(
                        characters,
                        get(LYRIC_LOSS_SHARE),
                        TransformerConfig.of(
                                get(LYRIC_TOKENS),
                                get(ENCODER_WIDTH),
                                get(ENCODER_DEPTH),
                                get(ENCODER_HEADS),
                                get(ENCODER_BLOCKS),
                                get(ENCODER_ORDER),
                                get(ENCODER_INIT_SCALE)));
        };
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
                .withBest("bits", false);
    }
}
