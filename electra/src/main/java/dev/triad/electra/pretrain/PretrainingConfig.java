// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.train.TrainingPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Everything a pretraining run depends on besides its data and the machine: a preset's numbers, with what the user
/// set over them. Keys are the ones of configuration files and of `--set`.
public final class PretrainingConfig {
    private static final SequencedMap<String, Key<?>> KEYS = new LinkedHashMap<>();

    /// What is learned from; see [PretrainingObjective].
    public static final Key<PretrainingObjective> OBJECTIVE =
            key("objective", PretrainingObjective.ELECTRA, value -> PretrainingObjective.parse(value.toString()));

    public static final Key<Integer> EMBEDDING_SIZE = whole("embedding_size", 128);
    public static final Key<Integer> HIDDEN_SIZE = whole("hidden_size", 256);
    public static final Key<Integer> LAYERS = whole("num_hidden_layers", 12);
    public static final Key<Integer> HEADS = whole("num_attention_heads", 4);
    public static final Key<Integer> INTERMEDIATE_SIZE = whole("intermediate_size", 1024);
    public static final Key<Integer> POSITIONS = whole("max_position_embeddings", 512);
    public static final Key<Double> HIDDEN_DROPOUT = share("hidden_dropout_prob", 0.1);
    public static final Key<Double> ATTENTION_DROPOUT = share("attention_probs_dropout_prob", 0.1);
    public static final Key<Double> LAYER_NORM_EPS = real("layer_norm_eps", 1e-12);

    /// The deviation of the truncated normal that weights start from. The published 0.02 is for widths from 256 on;
    /// products of narrower weights come out smaller, and such encoders may want more.
    public static final Key<Double> INITIALIZER_RANGE = real("initializer_range", 0.02);

    /// Where output biases begin; see [OutputBias].
    public static final Key<OutputBias> OUTPUT_BIAS =
            key("output_bias", OutputBias.ZERO, value -> OutputBias.parse(value.toString()));

    /// How many heads begin by looking at a neighbour, see [dev.triad.electra.encoder.NeighbourHeads]; 0 as
    /// published.
    public static final Key<Integer> NEIGHBOUR_HEADS = natural("neighbour_heads", 0);

    /// The probability of skipping a layer of the encoder in a training pass (Fan et al. 2019).
    public static final Key<Double> LAYER_DROP = share("layer_drop", 0.0);

    /// How many neighbouring layers of the encoder use one set of weights.
    public static final Key<Integer> SHARE_LAYERS = whole("share_layers", 1);

    /// The generator's width as a share of the discriminator's.
    public static final Key<Double> GENERATOR_SIZE = real("generator_size", 0.25);

    /// The generator's depth as a share of the discriminator's.
    public static final Key<Double> GENERATOR_LAYERS = real("generator_layers", 1.0);

    /// shared, disentangled or untied; see [EmbeddingSharing].
    public static final Key<EmbeddingSharing> EMBEDDINGS =
            key("embeddings", EmbeddingSharing.SHARED, value -> EmbeddingSharing.parse(value.toString()));

    /// The share of tokens that is chosen.
    public static final Key<Double> MASK_SHARE = share("mask_share", 0.15);

    /// The share of the chosen ones that the generator sees masked.
    public static final Key<Double> MASK_TOKEN_SHARE = real("mask_token_share", 0.85);

    /// Draw positions with replacement, as the original does.
    public static final Key<Boolean> ORIGINAL_MASKING = truth("original_masking", false);

    public static final Key<Double> TEMPERATURE = real("temperature", 1.0);

    /// Never let the generator propose the true token.
    public static final Key<Boolean> DISALLOW_CORRECT = truth("disallow_correct", false);

    public static final Key<Double> GENERATOR_WEIGHT = real("generator_weight", 1.0);

    /// λ: the weight of the discriminator's loss. The masked baselines weigh theirs 1 whatever it is.
    public static final Key<Double> DISCRIMINATOR_WEIGHT = real("discriminator_weight", 50.0);

    /// Longer examples are cut to so many tokens.
    public static final Key<Integer> SEQUENCE_LENGTH = whole("sequence_length", 128);

    /// Sequences per step.
    public static final Key<Integer> BATCH_SIZE = whole("batch_size", 128);

    /// Sequences that are computed at once; gradients of a step's micro-batches add up exactly. 0: the whole batch.
    public static final Key<Integer> MICRO_BATCH_SIZE = natural("micro_batch_size", 0);

    public static final Key<Double> LEARNING_RATE = real("learning_rate", 5e-4);
    public static final Key<Integer> STEPS = whole("steps", 1_000_000);
    public static final Key<Integer> WARMUP_STEPS = natural("warmup_steps", 10_000);
    public static final Key<Double> WEIGHT_DECAY = natural("weight_decay", 0.01);
    public static final Key<Double> ADAM_BETA2 = share("adam_beta2", 0.999);

    /// Added to √v. The published 1e-6 exceeds √v of a narrow encoder's queries and keys at the start, which then
    /// hardly move: small encoders and short runs want less.
    public static final Key<Double> ADAM_EPSILON = real("adam_epsilon", 1e-6);

    public static final Key<Double> CLIP_NORM = natural("clip_norm", 1.0);

    /// μ of the average of the weights that evaluation uses, or 0 for none.
    public static final Key<Double> AVERAGE_DECAY = natural("average_decay", 0.0);

    public static final Key<Integer> SEED = natural("seed", 42);
    public static final Key<Integer> LOG_EVERY = whole("log_every", 100);
    public static final Key<Integer> EVALUATE_EVERY = natural("evaluate_every", 2_000);

    /// Held-out batches per evaluation.
    public static final Key<Integer> EVALUATION_BATCHES = whole("evaluation_batches", 20);

    public static final Key<Integer> CHECKPOINT_EVERY = whole("checkpoint_every", 1_000);
    public static final Key<Integer> KEEP_CHECKPOINTS = whole("keep_checkpoints", 3);

    /// From which share of the steps on the second data set is used (two-phase lengths).
    public static final Key<Double> SECOND_PHASE = real("second_phase", 0.9);

    /// Its sequences per step; 0: as many as keep the tokens per step.
    public static final Key<Integer> SECOND_BATCH_SIZE = natural("second_batch_size", 0);

    /// Its longest example.
    public static final Key<Integer> SECOND_SEQUENCE_LENGTH = whole("second_sequence_length", 512);

    private final Map<String, Object> values;

    private PretrainingConfig(Map<String, Object> values) {
        this.values = values;
    }

    /// A setting with its name, default and type.
    ///
    /// @param name as files have it
    /// @param fallback ELECTRA-Small's value
    /// @param read makes a value of what a file or an option says, or throws an [IllegalArgumentException]
    public record Key<T>(String name, T fallback, Function<Object, T> read) {}

    private static <T> Key<T> key(String name, T fallback, Function<Object, T> read) {
        var key = new Key<>(name, fallback, read);
        KEYS.put(name, key);
        return key;
    }

    private static Key<Integer> whole(String name, int fallback) {
        return key(name, fallback, value -> (int) bounded(name, number(name, value, true), 1, Integer.MAX_VALUE));
    }

    private static Key<Integer> natural(String name, int fallback) {
        return key(name, fallback, value -> (int) bounded(name, number(name, value, true), 0, Integer.MAX_VALUE));
    }

    private static Key<Double> natural(String name, double fallback) {
        return key(name, fallback, value -> bounded(name, number(name, value, false), 0, Double.MAX_VALUE));
    }

    private static Key<Double> real(String name, double fallback) {
        return key(
                name, fallback, value -> bounded(name, number(name, value, false), Double.MIN_VALUE, Double.MAX_VALUE));
    }

    private static Key<Double> share(String name, double fallback) {
        return key(name, fallback, value -> bounded(name, number(name, value, false), 0, Math.nextDown(1.0)));
    }

    private static Key<Boolean> truth(String name, boolean fallback) {
        return key(name, fallback, value -> switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, not '" + value + "'");
        });
    }

    private static double number(String name, Object value, boolean integral) {
        try {
            double number = Double.parseDouble(value.toString().replace("_", ""));
            if (!integral || number == Math.rint(number)) return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, not '" + value + "'", e);
        }
        throw new IllegalArgumentException(name + " must be a whole number, not '" + value + "'");
    }

    private static double bounded(String name, double value, double low, double high) {
        if (value >= low && value <= high) return value;
        throw new IllegalArgumentException(
                name + " must be " + (low == 0 ? "0 or more" : low == 1 ? "1 or more" : "positive")
                        + (high < 1 ? " and below 1" : "") + ", not " + value);
    }

    /// The recipes, by the size of the model: how each was trained, not one recipe for all.
    public enum Preset {
        /// ELECTRA-Small: 14 M parameters (Clark et al. 2020, table 6).
        SMALL,
        /// ELECTRA-Base: 110 M parameters.
        BASE,
        /// ELECTRA-Large: 335 M parameters.
        LARGE,
        /// Ours, for two cores and twenty minutes: a vocabulary of some 8,000 words, short sequences, no dropout,
        /// because no text is seen twice.
        TINY;

        private Map<String, Object> recipe() {
            return switch (this) {
                case SMALL -> Map.of();
                case BASE ->
                    Map.ofEntries(
                            Map.entry("embedding_size", 768),
                            Map.entry("hidden_size", 768),
                            Map.entry("num_attention_heads", 12),
                            Map.entry("intermediate_size", 3072),
                            Map.entry("generator_size", 1.0 / 3),
                            Map.entry("sequence_length", 512),
                            Map.entry("batch_size", 256),
                            Map.entry("learning_rate", 2e-4),
                            Map.entry("steps", 766_000));
                case LARGE ->
                    Map.ofEntries(
                            Map.entry("embedding_size", 1024),
                            Map.entry("hidden_size", 1024),
                            Map.entry("num_hidden_layers", 24),
                            Map.entry("num_attention_heads", 16),
                            Map.entry("intermediate_size", 4096),
                            Map.entry("mask_share", 0.25),
                            Map.entry("sequence_length", 512),
                            Map.entry("batch_size", 2048),
                            Map.entry("learning_rate", 2e-4),
                            Map.entry("steps", 400_000));
                case TINY ->
                    Map.ofEntries(
                            Map.entry("hidden_size", 128),
                            Map.entry("num_hidden_layers", 4),
                            Map.entry("num_attention_heads", 4),
                            Map.entry("output_bias", "base_rates"),
                            Map.entry("neighbour_heads", 4),
                            Map.entry("intermediate_size", 512),
                            Map.entry("generator_size", 0.5),
                            Map.entry("max_position_embeddings", 128),
                            Map.entry("hidden_dropout_prob", 0.0),
                            Map.entry("attention_probs_dropout_prob", 0.0),
                            Map.entry("sequence_length", 64),
                            Map.entry("batch_size", 64),
                            Map.entry("learning_rate", 1e-3),
                            Map.entry("adam_epsilon", 1e-8),
                            Map.entry("steps", 3_000),
                            Map.entry("warmup_steps", 200),
                            Map.entry("log_every", 50),
                            Map.entry("evaluate_every", 500),
                            Map.entry("checkpoint_every", 500));
            };
        }

        /// The preset as a configuration.
        public PretrainingConfig config() {
            var all = new LinkedHashMap<String, Object>();
            KEYS.forEach((name, key) -> all.put(name, key.fallback()));
            return new PretrainingConfig(Collections.unmodifiableMap(all)).with(recipe());
        }

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// This configuration with some values replaced.
    ///
    /// @param replacements values by key, as a configuration file has them
    /// @throws IllegalArgumentException for a key that does not exist or a value it does not take
    public PretrainingConfig with(Map<String, ?> replacements) {
        var all = new LinkedHashMap<>(values);
        replacements.forEach((name, value) -> {
            var key = KEYS.get(name);
            if (key == null) throw new IllegalArgumentException("unknown setting '" + name + "'" + suggestion(name));
            if (value == null) throw new IllegalArgumentException(name + " has no value");
            all.put(name, key.read().apply(value));
        });
        return new PretrainingConfig(Collections.unmodifiableMap(all));
    }

    /// The keys that come near to a misspelt one.
    private static String suggestion(String name) {
        var near = new ArrayList<String>();
        for (String key : KEYS.keySet()) {
            if (key.contains(name) || name.contains(key) || common(key, name) >= Math.max(4, name.length() / 2)) {
                near.add(key);
            }
        }
        return near.isEmpty()
                ? "; there are " + String.join(", ", KEYS.keySet())
                : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static int common(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) i++;
        return i;
    }

    /// The value of a setting.
    @SuppressWarnings("unchecked") // with() put there what the key's reader made
    public <T> T get(Key<T> key) {
        return (T) values.getOrDefault(key.name(), key.fallback());
    }

    /// All settings by name, for `run.json`.
    public SequencedMap<String, Object> describe() {
        var described = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> described.put(name, value instanceof Enum<?> ? value.toString() : value));
        return described;
    }

    /// Sequences computed at once.
    public int microBatchSize() {
        return get(MICRO_BATCH_SIZE) == 0 ? get(BATCH_SIZE) : Math.min(get(MICRO_BATCH_SIZE), get(BATCH_SIZE));
    }

    /// Sizes of the encoder that is wanted.
    ///
    /// @param vocabSize tokens of the vocabulary
    /// @param padTokenId the one that fills up
    public EncoderConfig encoder(int vocabSize, int padTokenId) {
        return new EncoderConfig(
                EncoderFamily.ELECTRA,
                vocabSize,
                get(EMBEDDING_SIZE),
                get(HIDDEN_SIZE),
                get(LAYERS),
                get(HEADS),
                get(INTERMEDIATE_SIZE),
                Activation.GELU,
                get(HIDDEN_DROPOUT),
                get(ATTENTION_DROPOUT),
                get(POSITIONS),
                2,
                get(LAYER_NORM_EPS),
                padTokenId,
                get(INITIALIZER_RANGE));
    }

    /// How the layers of the encoder that is wanted are built and run.
    public LayerStack.Plan stack(EncoderConfig encoder) {
        return LayerStack.Plan.of(encoder.numHiddenLayers())
                .withShare(get(SHARE_LAYERS))
                .withLayerDrop(get(LAYER_DROP));
    }

    /// Sizes of its generator.
    public EncoderConfig generator(EncoderConfig encoder) {
        return encoder.generator(get(GENERATOR_SIZE), get(GENERATOR_LAYERS));
    }

    /// The paper's optimiser and schedule over this configuration's steps.
    public TrainingPlan plan() {
        var plan = TrainingPlan.of(get(STEPS), get(LEARNING_RATE));
        return new TrainingPlan(
                plan.steps(),
                get(SEED),
                AdamConfig.electra()
                        .withBeta2(get(ADAM_BETA2))
                        .withEpsilon(get(ADAM_EPSILON))
                        .withWeightDecay(get(WEIGHT_DECAY)),
                ParameterRule::bert,
                Schedule.polynomial(get(LEARNING_RATE), get(STEPS), get(WARMUP_STEPS), 1),
                get(CLIP_NORM),
                get(AVERAGE_DECAY),
                get(LOG_EVERY),
                get(EVALUATE_EVERY),
                get(CHECKPOINT_EVERY),
                get(KEEP_CHECKPOINTS),
                new TrainingPlan.Best("loss", false));
    }

    /// The names of all settings.
    public static List<String> keys() {
        return List.copyOf(KEYS.keySet());
    }
}
