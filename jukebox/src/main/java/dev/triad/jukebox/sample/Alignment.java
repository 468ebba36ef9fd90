// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.core.metrics.RegressionScores;
import dev.triad.jukebox.labels.LyricWindow;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.transformer.AttentionPattern;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Which of its words a prior looks at while it predicts a piece of music: for every code a weight for every
/// character of the lyrics. Nobody teaches a prior where a word is sung; a head that has found out draws a line
/// (Dhariwal et al. 2020, section 4.5 and figure 4).
///
/// The piece is looked at window by window, as it is generated; where windows overlap, the earlier one counts.
public final class Alignment {
    /// How far from the straight line a character counts as near, as a share of the lyrics.
    public static final double NEAR = 0.1;

    /// A head of a layer that looks at lyrics.
    public record Head(int layer, int head) {
        @Override
        public String toString() {
            return "layer " + layer + ", head " + head;
        }
    }

    private final Head head;
    private final float[][] weights;
    private final double[] line;
    private final int[] first;
    private final int[] last;

    private Alignment(Head head, int codes, int characters) {
        this.head = head;
        weights = new float[codes][characters];
        line = new double[codes];
        first = new int[codes];
        last = new int[codes];
    }

    /// Weights of a whole song whose windows had all its lyrics.
    static Alignment of(float[][] weights) {
        var alignment = new Alignment(new Head(0, 0), weights.length, weights[0].length);
        for (int t = 0; t < weights.length; t++) {
            alignment.weights[t] = weights[t].clone();
            alignment.last[t] = weights[t].length - 1;
            alignment.line[t] = (t + 0.5) / weights.length * weights[t].length;
        }
        return alignment;
    }

    /// Weights of windows whose characters move on by one with every `codes` codes.
    ///
    /// @param weights a row for each code, a column for each character of a window
    static Alignment moving(float[][] weights, int codes) {
        int characters = weights[0].length;
        var alignment = of(new float[weights.length][characters + (weights.length - 1) / codes]);
        for (int t = 0; t < weights.length; t++) {
            alignment.first[t] = t / codes;
            alignment.last[t] = t / codes + characters - 1;
            System.arraycopy(weights[t], 0, alignment.weights[t], t / codes, characters);
        }
        return alignment;
    }

    /// The heads of a prior that look at lyrics, from the lowest layer; none for a prior that reads no lyrics.
    public static List<Head> heads(PriorConfig config) {
        return layers(config).stream()
                .flatMap(layer ->
                        IntStream.range(0, config.transformer().heads()).mapToObj(head -> new Head(layer, head)))
                .toList();
    }

    private static List<Integer> layers(PriorConfig config) {
        var transformer = config.transformer();
        return IntStream.range(0, transformer.depth())
                .filter(layer -> {
                    var pattern = transformer.pattern(layer);
                    return pattern == AttentionPattern.LYRICS || pattern == AttentionPattern.PRIME;
                })
                .boxed()
                .toList();
    }

    /// What one head looks at.
    ///
    /// @param request the song that the codes are a piece of, with its lyrics
    /// @param codes of the prior's level, any number of them
    /// @param upper codes of the level above for the whole piece; empty for the top level
    /// @param hop codes from one window to the next, as when the piece was generated
    /// @throws IllegalArgumentException for a head that looks at no lyrics, with those that do
    public static Alignment of(
            Prior prior, Head head, Request request, int[] codes, int[] upper, int hop, Compute compute) {
        var heads = heads(prior.config());
        if (!heads.contains(head)) {
            throw new IllegalArgumentException(head + " does not look at lyrics; "
                    + (heads.isEmpty() ? "this prior reads none" : "these do: " + describe(prior.config())));
        }
        return look(prior, List.of(head), request, codes, upper, hop, compute).getFirst();
    }

    private static String describe(PriorConfig config) {
        int heads = config.transformer().heads();
        var layers = layers(config).stream().map(String::valueOf).toList();
        return "layers " + String.join(", ", layers) + (heads == 1 ? ", head 0" : ", heads 0 to " + (heads - 1));
    }

    /// What every head looks at that looks at lyrics, from the lowest layer.
    public static List<Alignment> all(
            Prior prior, Request request, int[] codes, int[] upper, int hop, Compute compute) {
        return look(prior, heads(prior.config()), request, codes, upper, hop, compute);
    }

    /// The one that follows the words best: most weight near the straight line, as a share of what even weights
    /// would have there.
    ///
    /// @param candidates at least one
    public static Alignment clearest(Collection<Alignment> candidates) {
        return candidates.stream()
                .max(Comparator.comparingDouble(each -> each.diagonal() - each.even()))
                .orElseThrow(() -> new IllegalArgumentException("no head looks at lyrics"));
    }

    private static List<Alignment> look(
            Prior prior, List<Head> heads, Request request, int[] codes, int[] upper, int hop, Compute compute) {
        var config = prior.config();
        if (codes.length == 0 || request.lyrics().length == 0) {
            throw new IllegalArgumentException("an alignment needs codes and lyrics, not " + codes.length
                    + " codes and " + request.lyrics().length + " characters");
        }
        var all = new LinkedHashMap<Head, Alignment>();
        for (var head : heads) all.put(head, new Alignment(head, codes.length, request.lyrics().length));
        long[] starts = Windows.starts(codes.length, config.window(), hop);
        for (int i = starts.length - 1; i >= 0; i--) {
            window(prior, all, request, codes, upper, Math.toIntExact(starts[i]), compute);
        }
        return new ArrayList<>(all.values());
    }

    /// Writes what heads look at in the window that begins with code `start`.
    private static void window(
            Prior prior,
            SequencedMap<Head, Alignment> all,
            Request request,
            int[] codes,
            int[] upper,
            int start,
            Compute compute) {
        var config = prior.config();
        // What stands behind a short piece is not seen by it.
        var window = Arrays.copyOf(
                Arrays.copyOfRange(codes, start, Math.min(codes.length, start + config.window())), config.window());
        var condition = request.condition(config, start, request.above(config, start, upper));
        var timing = new Timing(request.total(), request.offset() + (long) start * config.hop(), config.sampleLength());
        int[] sources =
                LyricWindow.of(request.lyrics(), config.lyricTokens(), timing).sources();
        int count = Math.min(config.window(), codes.length - start);
        for (int layer : all.keySet().stream().map(Head::layer).distinct().toList()) {
            float[] seen;
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                seen = prior.lyricWeights(List.of(window), List.of(condition), layer, Pass.evaluation(compute))
                        .toFloats(); // [1, heads, window, tokens]
            }
            for (var its : all.values()) {
                if (its.head.layer() != layer) continue;
                int from = its.head.head() * config.window() * sources.length;
                for (int t = 0; t < count; t++) its.write(start + t, seen, from + t * sources.length, sources);
            }
        }
        for (var its : all.values()) {
            for (int t = 0; t < count; t++) {
                double middle = request.offset() + (start + t + 0.5) * config.hop();
                its.line[start + t] = Math.min(1, middle / request.total()) * request.lyrics().length;
            }
        }
    }

    private void write(int code, float[] seen, int from, int[] sources) {
        Arrays.fill(weights[code], 0);
        first[code] = weights[code].length;
        last[code] = -1;
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] < 0) continue; // padding
            weights[code][sources[i]] = seen[from + i];
            first[code] = Math.min(first[code], sources[i]);
            last[code] = Math.max(last[code], sources[i]);
        }
    }

    /// Whose it is.
    public Head head() {
        return head;
    }

    /// Codes of the piece.
    public int codes() {
        return weights.length;
    }

    /// Characters of the song's lyrics.
    public int characters() {
        return weights[0].length;
    }

    /// How much code number `code` looks at a character; 0 where its window did not have it.
    public float weight(int code, int character) {
        return weights[code][character];
    }

    /// All weights, a row of characters for each code: a copy.
    public float[][] weights() {
        return Arrays.stream(weights).map(float[]::clone).toArray(float[][]::new);
    }

    /// How much of the weight lies within [#NEAR] of the straight line from the lyrics' beginning at the song's to
    /// their end at its end: 1 for all of it, NaN for none.
    public double diagonal() {
        double near = 0;
        double all = 0;
        for (int t = 0; t < weights.length; t++) {
            for (int c = 0; c < weights[t].length; c++) {
                all += weights[t][c];
                if (isNear(t, c)) near += weights[t][c];
            }
        }
        return near / all;
    }

    /// What [#diagonal] would be for a head that looks at all characters of a window alike.
    public double even() {
        double near = 0;
        int counted = 0;
        for (int t = 0; t < weights.length; t++) {
            if (last[t] < first[t]) continue;
            int hits = 0;
            for (int c = first[t]; c <= last[t]; c++) if (isNear(t, c)) hits++;
            near += (double) hits / (last[t] - first[t] + 1);
            counted++;
        }
        return near / counted;
    }

    private boolean isNear(int code, int character) {
        return Math.abs(character + 0.5 - line[code]) <= Math.max(0.5, NEAR * characters());
    }

    /// The place in the lyrics that each code looks at: the mean of the characters' numbers, by weight; NaN where it
    /// looks at none.
    public double[] places() {
        var places = new double[weights.length];
        for (int t = 0; t < places.length; t++) {
            double sum = 0;
            double all = 0;
            for (int c = 0; c < weights[t].length; c++) {
                sum += c * (double) weights[t][c];
                all += weights[t][c];
            }
            places[t] = sum / all;
        }
        return places;
    }

    /// Whether the places move on with the music: their rank correlation with time (Spearman), 1 for always, 0 for
    /// places that have nothing to do with it. It is taken within windows of characters and averaged over codes,
    /// for the windows themselves move on with the music, whatever a head looks at. NaN where nothing is looked at.
    public double monotonicity() {
        double[] places = places();
        double sum = 0;
        int counted = 0;
        for (int begin = 0, end; begin < places.length; begin = end) {
            end = begin + 1;
            while (end < places.length && first[end] == first[begin] && last[end] == last[begin]) end++;
            int[] seen = IntStream.range(begin, end)
                    .filter(t -> !Double.isNaN(places[t]))
                    .toArray();
            if (seen.length < 2) continue;
            sum += seen.length
                    * RegressionScores.of(
                                    Arrays.stream(seen).asDoubleStream().toArray(),
                                    Arrays.stream(seen)
                                            .mapToDouble(t -> places[t])
                                            .toArray())
                            .spearman();
            counted += seen.length;
        }
        return sum / counted;
    }
}
