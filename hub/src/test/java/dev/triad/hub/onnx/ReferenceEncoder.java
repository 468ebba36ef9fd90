// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import dev.triad.hub.onnx.EncoderShape.Family;
import dev.triad.hub.onnx.EncoderShape.HiddenAct;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// What an exported model should answer, computed one token at a time in doubles: the formulas and nothing
/// else.
final class ReferenceEncoder {
    private final EncoderShape shape;
    private final Weights weights;
    private final Map<String, float[]> read = new HashMap<>();

    ReferenceEncoder(EncoderShape shape, Weights weights) {
        this.shape = shape;
        this.weights = weights;
    }

    /// The outputs by name, rows one after the other.
    Map<String, double[]> run(Batch batch) throws IOException {
        var rows = new LinkedHashMap<String, double[][]>();
        for (int row = 0; row < batch.ids().length; row++) {
            var x = embeddings(batch.ids()[row], batch.types()[row]);
            for (int i = 0; i < shape.numHiddenLayers(); i++) {
                x = layer(x, batch.mask()[row], name("encoder.layer." + i));
            }
            for (var output : head(x).entrySet()) {
                rows.computeIfAbsent(output.getKey(), _ -> new double[batch.ids().length][])[row] = output.getValue();
            }
        }
        var outputs = new LinkedHashMap<String, double[]>();
        rows.forEach((name, values) -> outputs.put(name, flat(values)));
        return outputs;
    }

    private String name(String suffix) {
        return shape.family().prefix() + "." + suffix;
    }

    private double[][] embeddings(long[] ids, long[] types) throws IOException {
        int width = shape.embeddingSize();
        var words = weight(name("embeddings.word_embeddings.weight"));
        var places = weight(name("embeddings.position_embeddings.weight"));
        var segments = weight(name("embeddings.token_type_embeddings.weight"));
        var x = new double[ids.length][width];
        int real = 0;
        for (int t = 0; t < ids.length; t++) {
            int place = t;
            if (shape.family() == Family.ROBERTA) {
                place = ids[t] == shape.padTokenId() ? shape.padTokenId() : shape.padTokenId() + ++real;
            }
            for (int j = 0; j < width; j++) {
                x[t][j] = words[(int) ids[t] * width + j]
                        + segments[(int) types[t] * width + j]
                        + places[place * width + j];
            }
        }
        x = layerNorm(x, name("embeddings.LayerNorm"));
        return width == shape.hiddenSize() ? x : linear(x, name("embeddings_project"));
    }

    private double[][] layer(double[][] x, long[] mask, String name) throws IOException {
        var q = linear(x, name + ".attention.self.query");
        var k = linear(x, name + ".attention.self.key");
        var v = linear(x, name + ".attention.self.value");
        int length = x.length;
        int size = shape.headSize();
        var context = new double[length][shape.hiddenSize()];
        for (int head = 0; head < shape.numAttentionHeads(); head++) {
            int from = head * size;
            for (int t = 0; t < length; t++) {
                var shares = new double[length];
                double sum = 0;
                for (int s = 0; s < length; s++) {
                    double score = 0;
                    for (int j = from; j < from + size; j++) {
                        score += q[t][j] * k[s][j];
                    }
                    shares[s] = mask[s] == 0 ? 0 : Math.exp(score / Math.sqrt(size));
                    sum += shares[s];
                }
                for (int s = 0; s < length; s++) {
                    for (int j = from; j < from + size; j++) {
                        context[t][j] += shares[s] / sum * v[s][j];
                    }
                }
            }
        }
        var middle = layerNorm(
                sum(linear(context, name + ".attention.output.dense"), x), name + ".attention.output.LayerNorm");
        var wide = each(linear(middle, name + ".intermediate.dense"), act(shape.hiddenAct()));
        return layerNorm(sum(linear(wide, name + ".output.dense"), middle), name + ".output.LayerNorm");
    }

    private Map<String, double[]> head(double[][] x) throws IOException {
        double[][] first = {x[0]};
        return switch (shape.head()) {
            case NONE -> Map.of("last_hidden_state", flat(x));
            case REPLACED_TOKEN -> {
                var dense = each(linear(x, "discriminator_predictions.dense"), act(shape.hiddenAct()));
                yield Map.of("logits", flat(linear(dense, "discriminator_predictions.dense_prediction")));
            }
            case MASKED_LM -> Map.of("logits", flat(masked(x)));
            case SEQUENCE_CLASSIFICATION ->
                Map.of(
                        "logits",
                        flat(
                                switch (shape.family()) {
                                    case BERT ->
                                        linear(each(linear(first, "bert.pooler.dense"), Math::tanh), "classifier");
                                    case ELECTRA ->
                                        linear(
                                                each(linear(first, "classifier.dense"), act(HiddenAct.GELU)),
                                                "classifier.out_proj");
                                    case ROBERTA ->
                                        linear(
                                                each(linear(first, "classifier.dense"), Math::tanh),
                                                "classifier.out_proj");
                                }));
            case LINEAR_CLASSIFICATION -> Map.of("logits", flat(linear(first, "classifier")));
            case TOKEN_CLASSIFICATION -> Map.of("logits", flat(linear(x, "classifier")));
            case QUESTION_ANSWERING -> {
                var both = linear(x, "qa_outputs");
                var start = new double[x.length];
                var end = new double[x.length];
                for (int t = 0; t < x.length; t++) {
                    start[t] = both[t][0];
                    end[t] = both[t][1];
                }
                yield Map.of("start_logits", start, "end_logits", end);
            }
        };
    }

    private double[][] masked(double[][] x) throws IOException {
        return switch (shape.family()) {
            case ELECTRA ->
                vocabulary(
                        layerNorm(
                                each(linear(x, "generator_predictions.dense"), act(HiddenAct.GELU)),
                                "generator_predictions.LayerNorm"),
                        "generator_lm_head.weight",
                        "generator_lm_head.bias");
            case BERT ->
                vocabulary(
                        layerNorm(
                                each(linear(x, "cls.predictions.transform.dense"), act(shape.hiddenAct())),
                                "cls.predictions.transform.LayerNorm"),
                        "cls.predictions.decoder.weight",
                        "cls.predictions.bias");
            case ROBERTA ->
                vocabulary(
                        layerNorm(each(linear(x, "lm_head.dense"), act(HiddenAct.GELU)), "lm_head.layer_norm"),
                        "lm_head.decoder.weight",
                        "lm_head.bias");
        };
    }

    private double[][] vocabulary(double[][] x, String weight, String bias) throws IOException {
        var table = shape.tiedOutput() ? name("embeddings.word_embeddings.weight") : weight;
        return linear(x, weight(table), weight(bias));
    }

    private double[][] linear(double[][] x, String name) throws IOException {
        return linear(x, weight(name + ".weight"), weight(name + ".bias"));
    }

    private static double[][] linear(double[][] x, float[] weight, float[] bias) {
        var y = new double[x.length][bias.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < bias.length; o++) {
                double sum = bias[o];
                for (int i = 0; i < x[t].length; i++) {
                    sum += x[t][i] * weight[o * x[t].length + i];
                }
                y[t][o] = sum;
            }
        }
        return y;
    }

    private double[][] layerNorm(double[][] x, String name) throws IOException {
        var gain = weight(name + ".weight");
        var bias = weight(name + ".bias");
        var y = new double[x.length][gain.length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            for (double value : x[t]) {
                mean += value / gain.length;
            }
            double variance = 0;
            for (double value : x[t]) {
                variance += (value - mean) * (value - mean) / gain.length;
            }
            for (int j = 0; j < gain.length; j++) {
                y[t][j] = (x[t][j] - mean) / Math.sqrt(variance + shape.layerNormEps()) * gain[j] + bias[j];
            }
        }
        return y;
    }

    private static DoubleUnaryOperator act(HiddenAct act) {
        return switch (act) {
            case GELU -> x -> x * (1 + erf(x / Math.sqrt(2))) / 2;
            case GELU_NEW -> x -> x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
            case RELU -> x -> Math.max(0, x);
            case TANH -> Math::tanh;
        };
    }

    /// 2/√π ∫₀ˣ exp(−t²) dt by Simpson's rule: plain, and better than 1e-12 for |x| < 6.
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        int steps = 2000;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < steps; i++) {
            double t = x * i / steps;
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-t * t);
        }
        return 2 / Math.sqrt(Math.PI) * sum * x / steps / 3;
    }

    private static double[][] each(double[][] x, DoubleUnaryOperator function) {
        for (var row : x) {
            for (int j = 0; j < row.length; j++) {
                row[j] = function.applyAsDouble(row[j]);
            }
        }
        return x;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        for (int t = 0; t < a.length; t++) {
            for (int j = 0; j < a[t].length; j++) {
                a[t][j] += b[t][j];
            }
        }
        return a;
    }

    private static double[] flat(double[][] rows) {
        var all = new double[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
        }
        return all;
    }

    private float[] weight(String name) throws IOException {
        var known = read.get(name);
        if (known == null) {
            known = weights.floats(name);
            read.put(name, known);
        }
        return known;
    }
}
