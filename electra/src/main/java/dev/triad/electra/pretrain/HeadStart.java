// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.data.ShardSet;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.NeighbourHeads;
import dev.triad.torch.nn.Parameter;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// First values that spare a short run what is known without training: how frequent each token is, how often tokens
/// are replaced, and that neighbours matter.
///
/// Why it is more than a saving: with an output bias of zero, the first thing a masked language model learns is the
/// frequency of tokens, and it writes it into its token table, whose rows all grow along one direction. The table is
/// the input as well, so tokens look alike to the encoder, and a narrow one stays for thousands of steps at the
/// entropy of single tokens.
public final class HeadStart {
    /// Examples that frequencies are counted on, spread evenly over the data.
    private static final long COUNTED = 1 << 18;

    private HeadStart() {}

    /// Gives a fresh model the starts that the configuration asks for.
    ///
    /// @param model just initialised, on the CPU
    /// @param train what it will learn from
    public static void give(PretrainingModel model, PretrainingConfig config, ShardSet train) {
        if (config.get(PretrainingConfig.OUTPUT_BIAS) == OutputBias.BASE_RATES) {
            rates(model, config.get(PretrainingConfig.MASK_SHARE), train);
        }
        int heads = config.get(PretrainingConfig.NEIGHBOUR_HEADS);
        if (heads > 0) neighbours(model, heads, RandomKey.of(config.get(PretrainingConfig.SEED)));
    }

    private static void rates(PretrainingModel model, double maskShare, ShardSet train) {
        int words = model.main().config().encoder().vocabSize();
        var counts = new long[words];
        Arrays.fill(counts, 1); // no token is impossible
        long total = words;
        var ids = new int[train.longest()];
        long every = Math.max(1, train.examples() / COUNTED);
        for (long example = 0; example < train.examples(); example += every) {
            int length = train.copy(example, ids, 0);
            for (int i = 0; i < length; i++) counts[ids[i]]++;
            total += length;
        }
        var bias = new double[words];
        for (int i = 0; i < words; i++) bias[i] = Math.log((double) counts[i] / total);
        if (model.objective().hasGenerator()) {
            fill(PretrainingModel.languageHead(model.generator()).bias(), bias);
        }
        if (model.objective().detects()) {
            fill(model.detector().bias(), new double[] {Math.log(maskShare / (1 - maskShare))});
        } else {
            fill(PretrainingModel.languageHead(model.main()).bias(), bias);
        }
    }

    private static void fill(Parameter parameter, double[] values) {
        var memory = parameter.master().segment();
        for (int i = 0; i < values.length; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        }
    }

    private static void neighbours(PretrainingModel model, int heads, RandomKey key) {
        var name = key.named("neighbours");
        var main = start(model.main(), heads, name);
        if (!model.objective().hasGenerator()) {
            main.positions(model.main().encoder().embeddings(), name);
            return;
        }
        var generator = start(model.generator(), heads, name);
        // One that reads more dimensions of a shared table than the other decides how many there are.
        var wider = model.main().config().encoder().headSize()
                        >= model.generator().config().encoder().headSize()
                ? main
                : generator;
        switch (model.sharing()) {
            case SHARED -> wider.positions(model.main().encoder().embeddings(), name);
            case DISENTANGLED -> wider.positions(model.generator().encoder().embeddings(), name);
            case UNTIED -> {
                main.positions(model.main().encoder().embeddings(), name);
                generator.positions(model.generator().encoder().embeddings(), name);
            }
        }
    }

    private static NeighbourHeads start(TextModel model, int heads, RandomKey key) {
        var start = new NeighbourHeads(model.config().encoder(), key);
        start.heads(model.encoder(), heads);
        return start;
    }
}
