// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.matrix.Activation;
import dev.triad.runtime.matrix.Matrix;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.util.Arrays;

/// ELECTRA's question answering (released code, after XLNet): the end is judged knowing the start, and a third output
/// says whether there is an answer at all.
public final class JointQuestionHead {
    private static final int WIDTH = 512;

    private final Kernels kernels;
    private final Matrix start;
    private final Matrix hidden;
    private final Matrix end;
    private final Matrix answerHidden;
    private final Matrix answer;
    private final int size;

    JointQuestionHead(EncoderConfig config, Linears linears) throws ModelFileException {
        kernels = linears.kernels();
        size = config.hiddenSize();
        start = linears.get("qa_start", 1, size);
        hidden = linears.get("qa_hidden", WIDTH, 2 * size);
        end = linears.get("qa_end", 1, WIDTH);
        answerHidden = linears.get("qa_answerable_hidden", WIDTH, 2 * size);
        answer = linears.get("qa_answerable", 1, WIDTH);
    }

    /// How much speaks for an answer that starts at a token, for the tokens of a row.
    ///
    /// @param states the encoder's last states
    /// @param stride from one state to the next
    /// @param first the row's first token
    /// @param length its length
    public float[] startLogits(float[] states, int stride, int first, int length, Turn turn) {
        var x = turn.scratch().floats(Scratch.Use.HEAD_INPUT, length * size);
        for (int i = 0; i < length; i++) {
            System.arraycopy(states, (first + i) * stride, x, i * size, size);
        }
        return single(start, x, size, length, turn);
    }

    /// How much speaks for an end at each token, given starts: [starts.length, length].
    ///
    /// The hidden layer is linear, so that each start and each token goes through it once, and not each pair.
    public float[][] endLogits(float[] states, int stride, int first, int length, int[] starts, Turn turn) {
        int count = length + starts.length;
        var x = turn.scratch().floats(Scratch.Use.HEAD_INPUT, count * 2 * size); // [T + K, 2H]
        Arrays.fill(x, 0, count * 2 * size, 0);
        for (int i = 0; i < length; i++) {
            System.arraycopy(states, (first + i) * stride, x, i * 2 * size + size, size);
        }
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(states, (first + starts[i]) * stride, x, (length + i) * 2 * size, size);
        }
        var through = new float[count * WIDTH]; // [T + K, W], each with the bias once
        hidden.multiply(turn, x, 2 * size, count, Activation.NONE, through);
        var bias = bias(turn);
        var both = turn.scratch().floats(Scratch.Use.HEAD_MIDDLE, length * WIDTH);
        var logits = new float[starts.length][];
        for (int k = 0; k < starts.length; k++) {
            for (int i = 0; i < length; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    both[i * WIDTH + j] = through[i * WIDTH + j] + (through[(length + k) * WIDTH + j] - bias[j]);
                }
            }
            kernels.gelu(both, 0, length * WIDTH);
            logits[k] = single(end, both, WIDTH, length, turn);
        }
        return logits;
    }

    /// What the hidden layer makes of nothing.
    private float[] bias(Turn turn) {
        var bias = new float[WIDTH];
        hidden.multiply(turn, new float[2 * size], 2 * size, 1, Activation.NONE, bias);
        return bias;
    }

    /// How much speaks for there being no answer, from the first token and the states weighted by how likely the
    /// answer starts there.
    ///
    /// @param startLogits one for each token, positions that cannot start an answer made very small
    public float unanswerableLogit(float[] states, int stride, int first, int length, float[] startLogits, Turn turn) {
        var shares = Arrays.copyOf(startLogits, length);
        kernels.softmax(shares, 0, length, 1);
        var both = new float[2 * size];
        System.arraycopy(states, first * stride, both, 0, size);
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < size; j++) {
                both[size + j] += shares[i] * states[(first + i) * stride + j];
            }
        }
        var middle = new float[WIDTH];
        answerHidden.multiply(turn, both, 2 * size, 1, Activation.GELU, middle);
        return single(answer, middle, WIDTH, 1, turn)[0];
    }

    private static float[] single(Matrix matrix, float[] x, int stride, int rows, Turn turn) {
        var y = turn.scratch().floats(Scratch.Use.HEAD_OUTPUT, rows * matrix.stride());
        matrix.multiply(turn, x, stride, rows, Activation.NONE, y);
        var numbers = new float[rows];
        for (int row = 0; row < rows; row++) {
            numbers[row] = y[row * matrix.stride()];
        }
        return numbers;
    }
}
