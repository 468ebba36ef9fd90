// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import java.util.LinkedHashMap;
import java.util.Locale;

/// The recipes for priors, by the model they make. The first five are the released models (Dhariwal et al. 2020,
/// appendix B.2), the next five their small ones for one GPU, the last four ours for two cores.
public enum PriorPreset {
    UPSAMPLER_0("level=0 width=1920 heads=1 init_scale=0.4 labels=v2 max_seconds=600"
            + " conditioner_width=1024 conditioner_depth=16 conditioner_cycle=8"
            + " batch_size=184 steps=279000 adam_beta2=0.95 weight_decay=0.01"),
    UPSAMPLER_1(UPSAMPLER_0, "level=1 conditioner_residual_scale=true batch_size=192 steps=265000"),
    PRIOR_5B("level=2 width=4800 heads=8 init_scale=0.1 merged_decoder=true labels=v2 time_bins=128"
            + " min_seconds=60 max_seconds=600 batch_size=512 steps=310500 learning_rate=1.5e-4"
            + " adam_beta2=0.925 weight_decay=0.002"),
    PRIOR_5B_LYRICS(
            PRIOR_5B,
            "depth=79 order=10 min_seconds=23.8 lyrics=separate lyric_tokens=512 encoder_width=1280 encoder_depth=18"
                    + " encoder_heads=4 encoder_blocks=32 encoder_init_scale=0.7"),
    PRIOR_1B_LYRICS("level=2 positions=6144 width=2048 heads=2 blocks=64 order=12 init_scale=0.2 labels=v3"
            + " time_bins=64 min_seconds=17.84 max_seconds=600 lyrics=single lyric_tokens=384"
            + " batch_size=512 steps=310500 adam_beta2=0.925 weight_decay=0.002"),
    SMALL_PRIOR("level=1 width=1024 depth=48 heads=1 blocks=64 init_scale=0.7 labels=none"
            + " batch_size=4 steps=200000 weight_decay=0.01 average_decay=0.9995"),
    SMALL_UPSAMPLER(SMALL_PRIOR, "level=0 conditioner_width=512 conditioner_depth=16 conditioner_cycle=8"),
    SMALL_LABELLED_PRIOR(SMALL_PRIOR, "labels=v3 time_bins=64 min_seconds=60 max_seconds=600"),
    SMALL_SINGLE_ENC_DEC_PRIOR(SMALL_LABELLED_PRIOR, "positions=6144 heads=2 order=12 lyrics=single lyric_tokens=384"),
    SMALL_SEP_ENC_DEC_PRIOR(
            SMALL_LABELLED_PRIOR,
            "positions=6144 heads=2 depth=50 order=8 lyrics=separate lyric_tokens=384 encoder_width=256"
                    + " encoder_depth=9 encoder_heads=2 encoder_blocks=32 encoder_init_scale=0.7"),
    // At this width the paper's rate and first weights are slow: see docs/results/jukebox-music.md.
    NANO("level=2 positions=512 width=128 depth=16 heads=2 blocks=32 order=12 init_scale=3 labels=v3"
            + " learning_rate=3e-3 time_bins=16 min_seconds=8.192 max_seconds=120 lyrics=single lyric_tokens=64"
            + " batch_size=4 steps=2000 average_decay=0.99 decay_steps=500 log_every=20 evaluate_every=200"
            + " evaluation_windows=32 checkpoint_every=200"),
    NANO_UPSAMPLER(
            NANO,
            "level=0 depth=6 order=2 lyrics=none conditioner_width=64 conditioner_depth=4 conditioner_cycle=4"
                    + " steps=4000 decay_steps=1000"),
    SMOKE("level=2 positions=16 width=16 depth=4 heads=1 blocks=4 order=6 init_scale=1 labels=v3"
            + " time_bins=4 min_seconds=0.032 max_seconds=60 lyrics=separate lyric_tokens=8 encoder_width=16"
            + " encoder_depth=2 encoder_heads=1 encoder_blocks=2 encoder_init_scale=1 batch_size=2"
            + " learning_rate=1e-3 steps=30 warmup_steps=5 average_decay=0.9 log_every=10 evaluate_every=10"
            + " evaluation_windows=4 checkpoint_every=10"),
    SMOKE_UPSAMPLER(
            SMOKE, "level=0 depth=3 order=2 lyrics=none conditioner_width=8 conditioner_depth=2 conditioner_cycle=2");

    /// Settings that differ from the recipe's defaults, `name=value`, later ones over earlier ones.
    private final String numbers;

    PriorPreset(String numbers) {
        this.numbers = numbers;
    }

    PriorPreset(PriorPreset base, String numbers) {
        this(base.numbers + " " + numbers);
    }

    /// The preset as a recipe.
    public PriorRecipe recipe() {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : numbers.split(" ", -1)) {
            int equals = pair.indexOf('=');
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return PriorRecipe.defaults().with(pairs);
    }

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
