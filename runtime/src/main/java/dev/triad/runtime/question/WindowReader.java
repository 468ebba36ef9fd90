// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import dev.triad.runtime.encoder.Head;
import dev.triad.runtime.encoder.JointQuestionHead;
import dev.triad.runtime.encoder.TextModel;
import dev.triad.runtime.work.Turn;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Reads windows with a model's head. The joint head's spans score log p(start) + log p(end | start), the plain head's
/// the sum of two logits.
public final class WindowReader {
    /// The token that stands for "no answer".
    private static final int NOWHERE = 0;

    /// What is added to the logits of positions where an answer can neither start nor end.
    private static final float FORBIDDEN = -1000;

    private final TextModel model;
    private final int beam;

    /// @param beam starts that are tried
    public WindowReader(TextModel model, int beam) {
        this.model = model;
        this.beam = beam;
    }

    /// Whether no-answer scores are measured against the best span's score (the plain head) or stand for themselves.
    public boolean noneIsRelative() {
        return model.joint().isEmpty();
    }

    /// Reads a row.
    ///
    /// @param hidden the encoder's last states
    /// @param stride from one state to the next
    /// @param first the row's first token
    /// @param length its length
    /// @param offset where the window begins in the row
    public WindowReading read(float[] hidden, int stride, int first, int length, int offset, Turn turn) {
        return model.joint().isPresent()
                ? joint(model.joint().get(), hidden, stride, first, length, offset, turn)
                : plain(model.head().orElseThrow(), hidden, stride, first, length, offset, turn);
    }

    private WindowReading joint(
            JointQuestionHead head, float[] hidden, int stride, int first, int length, int offset, Turn turn) {
        var startLogits = allowed(head.startLogits(hidden, stride, first, length, turn), offset);
        float none = head.unanswerableLogit(hidden, stride, first, length, startLogits, turn);
        var startScores = logSoftmax(startLogits);
        int[] starts = WindowReading.largest(startScores, length, beam);
        var ends = head.endLogits(hidden, stride, first, length, starts, turn);
        for (int i = 0; i < ends.length; i++) {
            ends[i] = logSoftmax(allowed(ends[i], offset));
        }
        return new WindowReading(starts, pick(startScores, starts), ends, none);
    }

    private WindowReading plain(Head head, float[] hidden, int stride, int first, int length, int offset, Turn turn) {
        var logits = head.logits(
                hidden, stride, IntStream.range(first, first + length).toArray(), turn);
        var startScores = new float[length];
        var endScores = new float[length];
        for (int i = 0; i < length; i++) {
            startScores[i] = logits[i][0];
            endScores[i] = logits[i][1];
        }
        allowed(startScores, offset);
        allowed(endScores, offset);
        int[] starts = WindowReading.largest(startScores, length, beam);
        var ends = new float[starts.length][];
        Arrays.fill(ends, endScores);
        double none = (double) startScores[NOWHERE] + endScores[NOWHERE];
        return new WindowReading(starts, pick(startScores, starts), ends, none);
    }

    /// An answer is in the window, or at the token behind it or the first one, which mean that there is none.
    private static float[] allowed(float[] logits, int offset) {
        for (int i = NOWHERE + 1; i < offset; i++) {
            logits[i] += FORBIDDEN;
        }
        return logits;
    }

    private static float[] pick(float[] scores, int[] places) {
        var picked = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            picked[i] = scores[places[i]];
        }
        return picked;
    }

    private static float[] logSoftmax(float[] logits) {
        double largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        var scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (logits[i] - largest - Math.log(sum));
        }
        return scores;
    }
}
