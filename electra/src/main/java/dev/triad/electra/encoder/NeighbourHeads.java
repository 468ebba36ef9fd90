// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Parameter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/// A start for short runs: some heads look at a neighbour from the first step.
///
/// At the published start every head averages the whole sequence, and an encoder predicts masked tokens from their
/// frequencies alone until, thousands of steps later, positions and projections have found each other. Here positions
/// begin as sinusoids (Vaswani et al. 2017, section 3.5), for which a shift by o places is a rotation R(o): a head
/// whose query reads the sinusoid p(i), and whose key reads R(−o) p(j), scores highest where j = i + o. Sizes,
/// names and formulas stay those of any ELECTRA, and training is free to change all of it.
public final class NeighbourHeads {
    /// Score of the neighbour looked for, above positions far away: attention of about 0.4 after the noise of tokens.
    private static final double PEAK = 18;

    /// Deviation of a position's other dimensions, as a share of the initialiser's.
    private static final double REST = 0.1;

    private final EncoderConfig config;
    private final int pairs;
    private final double[] frequencies;

    /// @param config sizes of the encoder
    /// @param key of the frequencies; encoders that share embeddings need the same
    public NeighbourHeads(EncoderConfig config, RandomKey key) {
        this.config = config;
        pairs = Math.min(config.headSize(), Math.min(config.embeddingSize(), config.hiddenSize())) / 2;
        frequencies = new double[config.embeddingSize() / 2];
        var draws = key.named("frequencies").at(0, 0, 0);
        // Irregular frequencies up to a turn by half: a peak one position wide, and no second one far away.
        for (int f = 0; f < frequencies.length; f++) frequencies[f] = Math.PI * draws.nextDouble();
    }

    /// Writes sinusoids into as many dimensions of the position table as the heads of this encoder read, and leaves
    /// little in the others.
    public void positions(Embeddings embeddings, RandomKey key) {
        int width = config.embeddingSize();
        double deviation = config.initializerRange();
        var table = embeddings.positions().weight().master().segment();
        var draws = key.named("positions").at(0, 0, 0);
        for (int p = 0; p < config.maxPositionEmbeddings(); p++) {
            for (int e = 0; e < width; e++) set(table, width, p, e, REST * deviation * draws.nextGaussian());
            for (int f = 0; f < pairs; f++) {
                set(table, width, p, 2 * f, Math.sqrt(2) * deviation * Math.sin(p * frequencies[f]));
                set(table, width, p, 2 * f + 1, Math.sqrt(2) * deviation * Math.cos(p * frequencies[f]));
            }
        }
    }

    /// Makes the first `count` heads, counted through the layers, look one place back, one ahead, two back, two
    /// ahead, and so on. A projection between embeddings and layers lets the sinusoids pass.
    public void heads(Encoder encoder, int count) {
        var parameters = encoder.parameters();
        int width = config.hiddenSize();
        if (config.projects()) {
            int from = config.embeddingSize();
            var projection = segment(parameters, "embeddings_project.weight"); // [H, E]
            for (int d = 0; d < 2 * pairs; d++) {
                for (int e = 0; e < from; e++) set(projection, from, d, e, e == d ? 1 : 0);
            }
        }
        int perLayer = config.numAttentionHeads();
        int heads = Math.min(count, perLayer * config.numHiddenLayers());
        // After layer norm a sinusoid's dimensions hold a mean square of 1 / (1 + 2 F / E), and as much of tokens.
        double power = 1 / (1 + 2.0 * pairs / config.embeddingSize());
        double gain = Math.sqrt(PEAK * Math.sqrt(config.headSize()) / (2 * pairs * power));
        for (int head = 0; head < heads; head++) {
            String self = "encoder.layer." + head / perLayer + ".attention.self.";
            var query = segment(parameters, self + "query.weight"); // [H, H]
            var key = segment(parameters, self + "key.weight");
            int offset = (head / 2 + 1) * (head % 2 == 0 ? -1 : 1);
            for (int f = 0; f < pairs; f++) {
                int row = head % perLayer * config.headSize() + 2 * f;
                double cos = gain * Math.cos(offset * frequencies[f]);
                double sin = gain * Math.sin(offset * frequencies[f]);
                add(query, width, row, 2 * f, gain);
                add(query, width, row + 1, 2 * f + 1, gain);
                add(key, width, row, 2 * f, cos);
                add(key, width, row, 2 * f + 1, -sin);
                add(key, width, row + 1, 2 * f, sin);
                add(key, width, row + 1, 2 * f + 1, cos);
            }
        }
    }

    private static MemorySegment segment(Map<String, Parameter> parameters, String name) {
        var parameter = parameters.get(name);
        if (parameter == null) throw new IllegalStateException("the encoder has no " + name);
        return parameter.master().segment();
    }

    private static void add(MemorySegment matrix, int width, int row, int column, double value) {
        long at = (long) row * width + column;
        matrix.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) (matrix.getAtIndex(ValueLayout.JAVA_FLOAT, at) + value));
    }

    private static void set(MemorySegment matrix, int width, int row, int column, double value) {
        matrix.setAtIndex(ValueLayout.JAVA_FLOAT, (long) row * width + column, (float) value);
    }
}
