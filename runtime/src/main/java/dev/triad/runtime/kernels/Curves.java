// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

/// Approximations of exp and erf that both kinds of kernels share, a number at a time. Their coefficients are minimax
/// fits of our own (Lawson's iteration in double precision); errors are those of single-precision evaluation.
final class Curves {
    /// Below, exp is nearly the smallest normal float.
    static final float LOWEST = -87;

    static final float LOG2_E = 1.442695F;

    /// Adding it to a small number rounds that to a whole one, which then stands in the lowest bits.
    static final float ROUNDER = 12_582_912;

    /// ln 2 in two parts, so that multiples of the first are exact.
    static final float LN2_HIGH = 0.693_359_4F;

    static final float LN2_LOW = -2.121_944_4e-4F;

    /// `(exp(r) − 1 − r) / r²` for |r| up to ½ ln 2, lowest power first; exp is then within 3e-9.
    static final float E0 = 0.499_999_94F;

    static final float E1 = 0.166_665_2F;
    static final float E2 = 0.041_668_408F;
    static final float E3 = 0.008_368_902F;
    static final float E4 = 0.001_381_423_2F;

    /// From here on erf is 1 to the precision of a float.
    static final float ERF_END = 3.95F;

    /// `erf(z) / z` as a quotient of polynomials in z², lowest power first; erf is then within 4e-7.
    static final float P0 = 1.128_379F;

    static final float P1 = 0.194_035_7F;
    static final float P2 = 0.053_207_036F;
    static final float P3 = 0.003_917_311F;
    static final float P4 = 2.875_993_4e-4F;
    static final float P5 = 2.011_728_2e-6F;
    static final float Q1 = 0.505_291_16F;
    static final float Q2 = 0.115_590_736F;
    static final float Q3 = 0.015_270_69F;
    static final float Q4 = 0.001_198_197F;
    static final float Q5 = 3.783_949e-5F;

    static final float SQRT_HALF = 0.707_106_77F;

    /// Twice √(2/π), and the factor of the cube, of the tanh approximation.
    static final float TANH_FACTOR = 1.595_769F;

    static final float CUBE_FACTOR = 0.044_715F;

    private Curves() {}

    /// exp of a number that is not positive, or only a little.
    static float exp(float x) {
        float limited = Math.max(x, LOWEST);
        float shifted = limited * LOG2_E + ROUNDER;
        float whole = shifted - ROUNDER;
        float r = limited - whole * LN2_HIGH - whole * LN2_LOW;
        float series = (((E4 * r + E3) * r + E2) * r + E1) * r + E0;
        float fraction = series * r * r + r + 1;
        return Float.intBitsToFloat(Float.floatToRawIntBits(fraction) + (Float.floatToRawIntBits(shifted) << 23));
    }

    static float gelu(float x) {
        float z = Math.clamp(x * SQRT_HALF, -ERF_END, ERF_END);
        float u = z * z;
        float above = ((((P5 * u + P4) * u + P3) * u + P2) * u + P1) * u + P0;
        float below = ((((Q5 * u + Q4) * u + Q3) * u + Q2) * u + Q1) * u + 1;
        float erf = Math.clamp(z * above / below, -1F, 1F);
        float half = 0.5F * x;
        return half * erf + half;
    }

    /// `x σ(2y)` where the definition has `½ x (1 + tanh y)`: the same.
    static float geluTanh(float x) {
        float twice = TANH_FACTOR * (x + CUBE_FACTOR * x * x * x);
        return x / (1 + exp(Math.min(-twice, -LOWEST)));
    }
}
