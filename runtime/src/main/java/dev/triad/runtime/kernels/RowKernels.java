// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Kernels with the Vector API that go through numbers once: curves, norms, sums. What does not fill a vector is
/// done one by one.
final class RowKernels {
    private static final VectorSpecies<Float> S = VectorKernels.S;
    private static final int L = S.length();

    private RowKernels() {}

    static void softmax(float[] x, int offset, int length, float scale) {
        int end = offset + length;
        int bound = offset + S.loopBound(length);
        var maxima = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int i = offset; i < bound; i += L) {
            maxima = maxima.max(FloatVector.fromArray(S, x, i).mul(scale));
        }
        float largest = maxima.reduceLanes(MAX);
        for (int i = bound; i < end; i++) {
            largest = Math.max(largest, scale * x[i]);
        }
        var sums = FloatVector.zero(S);
        for (int i = offset; i < bound; i += L) {
            var share = exp(FloatVector.fromArray(S, x, i).mul(scale).sub(largest));
            share.intoArray(x, i);
            sums = sums.add(share);
        }
        float sum = sums.reduceLanes(ADD);
        for (int i = bound; i < end; i++) {
            x[i] = Curves.exp(scale * x[i] - largest);
            sum += x[i];
        }
        float factor = 1 / sum;
        for (int i = offset; i < bound; i += L) {
            FloatVector.fromArray(S, x, i).mul(factor).intoArray(x, i);
        }
        for (int i = bound; i < end; i++) {
            x[i] *= factor;
        }
    }

    /// As [Curves#exp].
    private static FloatVector exp(FloatVector x) {
        var limited = x.max(Curves.LOWEST);
        var rounder = FloatVector.broadcast(S, Curves.ROUNDER);
        var shifted = limited.fma(FloatVector.broadcast(S, Curves.LOG2_E), rounder);
        var whole = shifted.sub(rounder);
        var r = whole.fma(FloatVector.broadcast(S, -Curves.LN2_HIGH), limited);
        r = whole.fma(FloatVector.broadcast(S, -Curves.LN2_LOW), r);
        var series = r.fma(FloatVector.broadcast(S, Curves.E4), FloatVector.broadcast(S, Curves.E3));
        series = series.fma(r, FloatVector.broadcast(S, Curves.E2));
        series = series.fma(r, FloatVector.broadcast(S, Curves.E1));
        series = series.fma(r, FloatVector.broadcast(S, Curves.E0));
        var fraction = series.mul(r).fma(r, r).add(1);
        var exponent = shifted.reinterpretAsInts().lanewise(LSHL, 23);
        return fraction.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    static void gelu(float[] x, int offset, int length) {
        int bound = offset + S.loopBound(length);
        for (int i = offset; i < bound; i += L) {
            var number = FloatVector.fromArray(S, x, i);
            var z = number.mul(Curves.SQRT_HALF).max(-Curves.ERF_END).min(Curves.ERF_END);
            var u = z.mul(z);
            var above = u.fma(FloatVector.broadcast(S, Curves.P5), FloatVector.broadcast(S, Curves.P4));
            above = above.fma(u, FloatVector.broadcast(S, Curves.P3));
            above = above.fma(u, FloatVector.broadcast(S, Curves.P2));
            above = above.fma(u, FloatVector.broadcast(S, Curves.P1));
            above = above.fma(u, FloatVector.broadcast(S, Curves.P0));
            var below = u.fma(FloatVector.broadcast(S, Curves.Q5), FloatVector.broadcast(S, Curves.Q4));
            below = below.fma(u, FloatVector.broadcast(S, Curves.Q3));
            below = below.fma(u, FloatVector.broadcast(S, Curves.Q2));
            below = below.fma(u, FloatVector.broadcast(S, Curves.Q1));
            below = below.fma(u, FloatVector.broadcast(S, 1));
            var erf = z.mul(above).div(below).max(-1).min(1);
            var half = number.mul(0.5F);
            half.fma(erf, half).intoArray(x, i);
        }
        for (int i = bound; i < offset + length; i++) {
            x[i] = Curves.gelu(x[i]);
        }
    }

    static void geluTanh(float[] x, int offset, int length) {
        int bound = offset + S.loopBound(length);
        for (int i = offset; i < bound; i += L) {
            var number = FloatVector.fromArray(S, x, i);
            var cube = number.mul(number).mul(number);
            var twice = cube.fma(FloatVector.broadcast(S, Curves.CUBE_FACTOR), number)
                    .mul(-Curves.TANH_FACTOR)
                    .min(-Curves.LOWEST);
            number.div(exp(twice).add(1)).intoArray(x, i);
        }
        for (int i = bound; i < offset + length; i++) {
            x[i] = Curves.geluTanh(x[i]);
        }
    }

    static void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int bound = S.loopBound(length);
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, xOffset + i)
                    .add(FloatVector.fromArray(S, y, yOffset + i))
                    .intoArray(x, xOffset + i);
        }
        for (int i = bound; i < length; i++) {
            x[xOffset + i] += y[yOffset + i];
        }
    }

    static void scale(float[] x, int xOffset, float[] y, int yOffset, int length) {
        int bound = S.loopBound(length);
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, xOffset + i)
                    .mul(FloatVector.fromArray(S, y, yOffset + i))
                    .intoArray(x, xOffset + i);
        }
        for (int i = bound; i < length; i++) {
            x[xOffset + i] *= y[yOffset + i];
        }
    }

    static void normalize(float[] x, int offset, int width, float[] gain, float[] shift, float epsilon) {
        int bound = S.loopBound(width);
        var sums = FloatVector.zero(S);
        for (int i = 0; i < bound; i += L) {
            sums = sums.add(FloatVector.fromArray(S, x, offset + i));
        }
        float sum = sums.reduceLanes(ADD);
        for (int i = bound; i < width; i++) {
            sum += x[offset + i];
        }
        float mean = sum / width;
        var squares = FloatVector.zero(S);
        for (int i = 0; i < bound; i += L) {
            var distance = FloatVector.fromArray(S, x, offset + i).sub(mean);
            squares = distance.fma(distance, squares);
        }
        float square = squares.reduceLanes(ADD);
        for (int i = bound; i < width; i++) {
            float distance = x[offset + i] - mean;
            square += distance * distance;
        }
        float factor = (float) (1 / Math.sqrt(square / width + epsilon));
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, offset + i)
                    .sub(mean)
                    .mul(factor)
                    .fma(FloatVector.fromArray(S, gain, i), FloatVector.fromArray(S, shift, i))
                    .intoArray(x, offset + i);
        }
        for (int i = bound; i < width; i++) {
            x[offset + i] = (x[offset + i] - mean) * factor * gain[i] + shift[i];
        }
    }

    /// The largest magnitude among numbers.
    static float largest(float[] numbers, int length) {
        int bound = S.loopBound(length);
        var maxima = FloatVector.zero(S);
        for (int i = 0; i < bound; i += L) {
            maxima = maxima.max(FloatVector.fromArray(S, numbers, i).lanewise(ABS));
        }
        float largest = maxima.reduceLanes(MAX);
        for (int i = bound; i < length; i++) {
            largest = Math.max(largest, Math.abs(numbers[i]));
        }
        return largest;
    }
}
