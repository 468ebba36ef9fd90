// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.jukebox.prior.step.Matrix.Finish;
import dev.triad.jukebox.prior.transformer.StepState;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.ArrayList;
import java.util.List;

/// The layers of a prior for steps of one position:
///
/// ```java
/// try (var stack = StepStack.of(config, weights, half, room, threads)) {
///     var run = stack.run(batch, lyrics);
///     run.load(state);          // what many positions at once left
///     run.advance(x);           // [batch][width] → what leaves the last layer
/// }
/// ```
public final class StepStack implements AutoCloseable {
    private static final double EPSILON = 1e-5;

    private final TransformerConfig config;
    private final List<StepLayer> layers;
    private final Team team;

    private StepStack(TransformerConfig config, List<StepLayer> layers, int threads) {
        this.config = config;
        this.layers = layers;
        team = new Team(threads);
    }

    /// @param half whether to keep matrices in half precision that are not in codes
    /// @param room for those that are
    /// @param threads that one step may use
    public static StepStack of(
            TransformerConfig config, StepSource weights, boolean half, CodedRoom room, int threads) {
        int width = config.width();
        int state = config.stateWidth();
        int inner = config.mlpWidth();
        var layers = new ArrayList<StepLayer>();
        for (int layer = 0; layer < config.depth(); layer++) {
            String name = layer + ".";
            var pattern = config.pattern(layer);
            int seen = switch (pattern) {
                case LYRICS -> state;
                case DENSE, ROW, COLUMN, PREVIOUS_ROW, SUMMARY, SUMMARY_SPREAD, PRIME -> 3 * state;
            };
            layers.add(new StepLayer(
                    pattern,
                    weights.numbers(name + "ln_0.weight"),
                    weights.numbers(name + "ln_0.bias"),
                    matrix(weights, name + "attn.c_attn", width, seen, half, room),
                    matrix(weights, name + "attn.c_proj", state, width, half, room),
                    weights.numbers(name + "ln_1.weight"),
                    weights.numbers(name + "ln_1.bias"),
                    matrix(weights, name + "mlp.c_fc", width, inner, half, room),
                    matrix(weights, name + "mlp.c_proj", inner, width, half, room)));
        }
        return new StepStack(config, layers, threads);
    }

    private static Matrix matrix(StepSource weights, String name, int in, int out, boolean half, CodedRoom room) {
        float[] bias = weights.numbers(name + ".b");
        return weights.codes(name + ".w")
                .filter(Matrix::isCoded)
                .map(codes -> Matrix.of(codes, bias, room))
                .orElseGet(() -> Matrix.of(weights.numbers(name + ".w"), in, out, bias, half));
    }

    /// Rows `x[count][in]` times a matrix that is not one of the layers: `y[count][out]`.
    public void multiply(Matrix matrix, float[][] x, float[][] y, int count) {
        matrix.multiply(team, x, y, count, Finish.NOTHING);
    }

    /// An empty past of so many sequences.
    ///
    /// @param lyrics encoded lyrics, for layers that look at them
    public Run run(int batch, int lyrics) {
        return new Run(batch, lyrics);
    }

    /// Sequences that grow together.
    public final class Run {
        private final int batch;
        private final List<Past> pasts = new ArrayList<>();
        private final Past.Room[] rooms = new Past.Room[team.size()];
        private final float[][] normal;
        private final float[][] qkv;
        private final float[][] seen;
        private final float[][] wide;
        private final float[][] narrow;
        private int position;

        private Run(int batch, int lyrics) {
            this.batch = batch;
            int slots = 1;
            for (var layer : layers) {
                var past = new Past(config, layer.pattern(), batch * config.heads(), lyrics);
                pasts.add(past);
                slots = Math.max(slots, past.slots());
            }
            for (int i = 0; i < rooms.length; i++) {
                rooms[i] = new Past.Room(slots, config.stateWidth() / config.heads());
            }
            normal = new float[batch][config.width()];
            qkv = new float[batch][3 * config.stateWidth()];
            seen = new float[batch][config.stateWidth()];
            wide = new float[batch][config.mlpWidth()];
            narrow = new float[batch][config.width()];
        }

        /// Goes on from what many positions at once left behind.
        public void load(StepState state) {
            for (int layer = 0; layer < layers.size(); layer++) pasts.get(layer).load(state.kept(layer));
            position = state.position();
        }

        /// Positions seen so far.
        public int position() {
            return position;
        }

        /// Bytes that the past takes.
        public long bytes() {
            return pasts.stream().mapToLong(Past::bytes).sum();
        }

        /// Takes the next position of every sequence in.
        ///
        /// @param x a row for each, which becomes what leaves the last layer
        public void advance(float[][] x) {
            if (position >= config.positions()) {
                throw new IllegalStateException("all " + config.positions() + " positions are there");
            }
            for (int layer = 0; layer < layers.size(); layer++) through(layers.get(layer), pasts.get(layer), x);
            position++;
        }

        private void through(StepLayer layer, Past past, float[][] x) {
            for (int row = 0; row < batch; row++) {
                Rows.normalise(x[row], layer.gain0(), layer.bias0(), EPSILON, normal[row]);
            }
            multiply(layer.attend(), normal, qkv, batch);
            attend(past);
            multiply(layer.project(), seen, narrow, batch);
            // From here on 'narrow' is x + a.
            float scale = config.residualScale() ? 1f / config.depth() : 1;
            for (int row = 0; row < batch; row++) {
                add(normal[row], x[row], narrow[row]);
                System.arraycopy(normal[row], 0, narrow[row], 0, normal[row].length);
                Rows.normalise(narrow[row], layer.gain1(), layer.bias1(), EPSILON, normal[row]);
            }
            layer.in().multiply(team, normal, wide, batch, Rows::quickGelu);
            multiply(layer.out(), wide, normal, batch);
            for (int row = 0; row < batch; row++) finish(x[row], narrow[row], normal[row], scale);
        }

        private void attend(Past past) {
            int heads = config.heads();
            int all = batch * heads;
            team.share((long) all * past.slots() * config.stateWidth() / heads, number -> {
                for (int s = number; s < all; s += rooms.length) {
                    past.attend(qkv[s / heads], s / heads, s % heads, position, seen[s / heads], rooms[number]);
                }
            });
        }

        private static void add(float[] sum, float[] x, float[] y) {
            for (int i = 0; i < sum.length; i++) sum[i] = x[i] + y[i];
        }

        /// x ← x + scale · ((between − x) + m), in the order in which the full pass adds.
        private static void finish(float[] x, float[] between, float[] m, float scale) {
            if (scale == 1) {
                for (int i = 0; i < x.length; i++) x[i] = between[i] + m[i];
            } else {
                for (int i = 0; i < x.length; i++) x[i] += (between[i] - x[i] + m[i]) * scale;
            }
        }
    }

    @Override
    public void close() {
        team.close();
    }
}
