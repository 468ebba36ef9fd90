// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.cluster;

import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Lloyd's k-means on the blocks of a weight, in f32, with the same result on any number of threads: sums are
/// kept in whole numbers, which may be added in any order.
///
/// Starts from different blocks drawn at random; with no more different blocks than centroids, from all of them,
/// and is exact. Centroids that stand for nothing are all replaced at once, each by half of the cluster whose
/// error is largest. Ends when the error shrinks by less than a share of 1e-5, and always with a last assignment,
/// so that every code is that of the nearest centroid.
///
/// Differs from the original, which draws with replacement, splits one empty cluster per pass by a step that
/// vanishes in half precision, and keeps the codes of the last pass but one.
public final class KMeans {
    /// Largest number of centroids: codes are bytes.
    public static final int MOST = 256;

    /// How clusters are found.
    public enum Manner {
        /// As said above.
        CORRECTED,
        /// As in the released code, for comparisons: starts from blocks drawn with replacement, and keeps the
        /// codes of the last pass but one. Empty clusters are split as in [#CORRECTED].
        LEGACY
    }

    private static final double TOLERANCE = 1e-5;
    private static final int REPAIRS = 8;
    private static final int GRAIN = 512;

    private final WeightRows weights;
    private final int blockSize;
    private final int blocks;
    private final int threads;
    private final byte[] codes;
    private final double norm;
    private final double unit;
    private float[] centroids;
    private long[] populations;
    private long[] sums;

    private KMeans(String name, WeightRows weights, int blockSize, int count, int threads) {
        WeightRows.requireDivisible(name, weights.columns(), blockSize);
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("there must be 1 to " + MOST + " centroids, got " + count);
        }
        this.weights = weights;
        this.blockSize = blockSize;
        this.threads = threads;
        blocks = Math.toIntExact(weights.count() / blockSize);
        if (blocks == 0) throw new IllegalArgumentException(name + " has no weights to cluster");
        codes = new byte[blocks];
        centroids = new float[count * blockSize];
        populations = new long[count];
        sums = new long[count * blockSize];
        var size = new double[2]; // largest and squared
        weights.forTiles(0, weights.count(), (_, values, length) -> {
            for (int i = 0; i < length; i++) {
                size[0] = Math.max(size[0], Math.abs(values[i]));
                size[1] += values[i] * (double) values[i];
            }
        });
        if (!Double.isFinite(size[1])) throw new IllegalArgumentException(name + " has weights that are not finite");
        norm = Math.sqrt(size[1]);
        int digits = Math.min(40, Long.numberOfLeadingZeros(blocks) - 2); // sums of all blocks must fit a long
        unit = size[0] == 0 ? 1 : Math.scalb(1.0, digits - Math.getExponent(size[0]) - 1);
    }

    /// Clusters the blocks of a weight.
    ///
    /// @param name what messages call it
    /// @param blockSize d, which must divide its rows
    /// @param count K, 1 to 256
    /// @param iterations at most so many
    /// @param key of the draws
    public static Clustering run(
            String name, WeightRows weights, int blockSize, int count, int iterations, RandomKey key, int threads) {
        return run(name, weights, blockSize, count, iterations, Manner.CORRECTED, key, threads);
    }

    /// Clusters the blocks of a weight in some manner.
    public static Clustering run(
            String name,
            WeightRows weights,
            int blockSize,
            int count,
            int iterations,
            Manner manner,
            RandomKey key,
            int threads) {
        var means = new KMeans(name, weights, blockSize, count, threads);
        var different = means.differentBlocks(count);
        if (different.size() <= count) return means.exactly(different);
        if (manner == Manner.CORRECTED) means.start(different, key.at(0, 0, 0));
        else means.startAnywhere(key.at(0, 0, 0));
        return means.iterate(iterations, manner, key.at(0, 0, 1));
    }

    /// Clusters the blocks of a weight from given centroids on.
    public static Clustering run(
            String name,
            WeightRows weights,
            int blockSize,
            float[] centroids,
            int iterations,
            RandomKey key,
            int threads) {
        return run(name, weights, blockSize, centroids, iterations, Manner.CORRECTED, key, threads);
    }

    /// Clusters the blocks of a weight from given centroids on, in some manner.
    public static Clustering run(
            String name,
            WeightRows weights,
            int blockSize,
            float[] centroids,
            int iterations,
            Manner manner,
            RandomKey key,
            int threads) {
        var means = new KMeans(name, weights, blockSize, centroids.length / blockSize, threads);
        means.centroids = centroids.clone();
        return means.iterate(iterations, manner, key.at(0, 0, 1));
    }

    /// As many centroids as are worth their room: the largest power of two below a quarter of the blocks, at most
    /// `wanted`.
    public static int worthwhile(int wanted, long blocks) {
        int count = wanted;
        while (count > 2 && 4L * count >= blocks) count = Integer.highestOneBit(count - 1);
        return count;
    }

    /// The different blocks by first appearance, with their values; one more than `limit` at most.
    private Map<Block, Integer> differentBlocks(int limit) {
        var different = new HashMap<Block, Integer>();
        var values = new float[blockSize];
        for (int block = 0; block < blocks && different.size() <= limit; block++) {
            weights.read((long) block * blockSize, values, blockSize);
            different.computeIfAbsent(new Block(values.clone()), _ -> different.size());
        }
        return different;
    }

    /// Values of a block, equal to those that are the same numbers.
    private record Block(List<Float> values) {
        Block(float[] values) {
            this(boxed(values));
        }

        private static List<Float> boxed(float[] values) {
            var list = new ArrayList<Float>(values.length);
            for (float value : values) list.add(value + 0f); // there is but one zero
            return list;
        }

        void copyTo(float[] target, int number) {
            for (int j = 0; j < values.size(); j++) target[number * values.size() + j] = values.get(j);
        }
    }

    private Clustering exactly(Map<Block, Integer> different) {
        different.forEach((block, number) -> block.copyTo(centroids, number));
        var values = new float[blockSize];
        for (int block = 0; block < blocks; block++) {
            weights.read((long) block * blockSize, values, blockSize);
            int number = different.getOrDefault(new Block(values), 0);
            codes[block] = (byte) number;
            populations[number]++;
        }
        return new Clustering(blockSize, centroids, codes, populations, new double[0], 0, norm);
    }

    /// Different blocks at random; where most are the same, the first different ones fill the rest.
    private void start(Map<Block, Integer> first, RandomStream draws) {
        var chosen = new java.util.LinkedHashSet<Block>();
        int count = populations.length;
        var values = new float[blockSize];
        for (int attempt = 0; chosen.size() < count && attempt < 20 * count; attempt++) {
            weights.read((long) draws.nextInt(blocks) * blockSize, values, blockSize);
            chosen.add(new Block(values.clone()));
        }
        first.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .takeWhile(_ -> chosen.size() < count)
                .forEach(entry -> chosen.add(entry.getKey()));
        int number = 0;
        for (var block : chosen) block.copyTo(centroids, number++);
    }

    /// Blocks at random, some perhaps more than once.
    private void startAnywhere(RandomStream draws) {
        var values = new float[blockSize];
        for (int k = 0; k < populations.length; k++) {
            weights.read((long) draws.nextInt(blocks) * blockSize, values, blockSize);
            System.arraycopy(values, 0, centroids, k * blockSize, blockSize);
        }
    }

    private Clustering iterate(int iterations, Manner manner, RandomStream draws) {
        var trajectory = new double[iterations];
        int done = 0;
        while (done < iterations) {
            assign();
            move();
            trajectory[done++] = error();
            if (hasEmpty()) {
                split(draws);
                continue;
            }
            if (done > 1 && trajectory[done - 2] - trajectory[done - 1] <= TOLERANCE * trajectory[done - 1]) break;
        }
        if (manner == Manner.CORRECTED) {
            assign();
            for (int repair = 0; hasEmpty() && repair < REPAIRS && split(draws); repair++) assign();
        }
        return new Clustering(blockSize, centroids, codes, populations, Arrays.copyOf(trajectory, done), error(), norm);
    }

    /// Gives every block the code of its nearest centroid, and sums the blocks of each.
    private void assign() {
        populations = new long[populations.length];
        sums = new long[sums.length];
        Workers.forRanges(blocks, GRAIN, threads, (from, to) -> {
            var search = new Search(centroids, blockSize);
            var itsPopulations = new long[populations.length];
            var itsSums = new long[sums.length];
            int perTile = Math.max(1, WeightRows.TILE / blockSize);
            var values = new float[perTile * blockSize];
            for (long first = from; first < to; first += perTile) {
                int count = (int) Math.min(perTile, to - first);
                weights.read(first * blockSize, values, count * blockSize);
                for (int i = 0; i < count; i++) {
                    int code = search.nearest(values, i * blockSize);
                    codes[(int) first + i] = (byte) code;
                    itsPopulations[code]++;
                    add(values, i * blockSize, itsSums, code * blockSize);
                }
            }
            synchronized (this) {
                for (int k = 0; k < populations.length; k++) populations[k] += itsPopulations[k];
                for (int i = 0; i < sums.length; i++) sums[i] += itsSums[i];
            }
        });
    }

    private void add(float[] values, int offset, long[] into, int at) {
        for (int j = 0; j < blockSize; j++) into[at + j] += (long) (values[offset + j] * unit);
    }

    /// Moves every centroid that stands for something to the mean of its blocks.
    private void move() {
        for (int k = 0; k < populations.length; k++) {
            if (populations[k] == 0) continue;
            for (int j = 0; j < blockSize; j++) {
                centroids[k * blockSize + j] = (float) (sums[k * blockSize + j] / unit / populations[k]);
            }
        }
    }

    /// ‖W − Ŵ‖ of the codes and centroids as they are, from ‖W‖² and the sums.
    private double error() {
        double squares = norm * norm;
        for (int k = 0; k < populations.length; k++) {
            for (int j = 0; j < blockSize; j++) {
                double centroid = centroids[k * blockSize + j];
                squares -= centroid * (2 * (sums[k * blockSize + j] / unit) - populations[k] * centroid);
            }
        }
        return Math.sqrt(Math.max(0, squares));
    }

    private boolean hasEmpty() {
        for (long population : populations) if (population == 0) return true;
        return false;
    }

    /// A cluster that may be split.
    ///
    /// @param error its squared error
    /// @param deviations how far its blocks reach in each dimension
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Wide(int number, double error, double[] deviations) {}

    /// Replaces all centroids that stand for nothing, each by one half of the cluster with the largest error.
    ///
    /// @return whether there was one to split
    private boolean split(RandomStream draws) {
        var widest = new PriorityQueue<Wide>(
                Comparator.comparingDouble(Wide::error).reversed().thenComparingInt(Wide::number));
        widest.addAll(wideClusters());
        boolean any = false;
        for (int empty = 0; empty < populations.length; empty++) {
            if (populations[empty] > 0) continue;
            var cluster = widest.poll();
            if (cluster == null) return any;
            any = true;
            var narrower = new double[blockSize];
            for (int j = 0; j < blockSize; j++) {
                double reach = cluster.deviations[j] * (draws.nextBoolean(0.5) ? 0.5 : -0.5);
                int at = cluster.number * blockSize + j;
                centroids[empty * blockSize + j] = (float) (centroids[at] + reach);
                centroids[at] = (float) (centroids[at] - reach);
                narrower[j] = cluster.deviations[j] / 2;
            }
            widest.add(new Wide(cluster.number, cluster.error / 4, narrower));
            widest.add(new Wide(empty, cluster.error / 4, narrower));
        }
        return any;
    }

    private List<Wide> wideClusters() {
        var squares = new double[sums.length];
        weights.forTilesOf(blockSize, (first, values, count) -> {
            for (int i = 0; i < count; i++) {
                int at = (codes[(int) first + i] & 0xFF) * blockSize;
                for (int j = 0; j < blockSize; j++) {
                    double off = values[i * blockSize + j] - centroids[at + j];
                    squares[at + j] += off * off;
                }
            }
        });
        var wide = new ArrayList<Wide>();
        for (int k = 0; k < populations.length; k++) {
            double error = 0;
            var deviations = new double[blockSize];
            for (int j = 0; j < blockSize; j++) {
                error += squares[k * blockSize + j];
                deviations[j] = Math.sqrt(squares[k * blockSize + j] / Math.max(1, populations[k]));
            }
            if (error > 0 && populations[k] > 1) wide.add(new Wide(k, error, deviations));
        }
        return wide;
    }
}
