// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

/// From random words to normal deviates. Everything goes through [StrictMath], so a seed gives the same weights on
/// every machine; `Math`'s logarithm and sine may differ in the last bit from one processor to the next.
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients stand as they were published
final class Normal {
    /// Φ(2) − Φ(−2): the share of a normal distribution within two standard deviations.
    private static final double SHARE_WITHIN_TWO = 0.9544997361036415856;

    // AS 241's coefficients, the constant term first.
    private static final double[] CENTRE_NUMERATOR = {
        3.3871328727963666080,
        133.14166789178437745,
        1971.5909503065514427,
        13731.693765509461125,
        45921.953931549871457,
        67265.770927008700853,
        33430.575583588128105,
        2509.0809287301226727
    };
    private static final double[] CENTRE_DENOMINATOR = {
        1,
        42.313330701600911252,
        687.18700749205790830,
        5394.1960214247511077,
        21213.794301586595867,
        39307.895800092710610,
        28729.085735721942674,
        5226.4952788528545610
    };
    private static final double[] SHOULDER_NUMERATOR = {
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        0.241780725177450611770,
        0.0227238449892691845833,
        7.74545014278341407640e-4
    };
    private static final double[] SHOULDER_DENOMINATOR = {
        1,
        2.05319162663775882187,
        1.67638483018380384940,
        0.689767334985100004550,
        0.148103976427480074590,
        0.0151986665636164571966,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9
    };

    private Normal() {}

    /// Box and Muller's radius, from a word read as a number in (0, 1]; at most 6.66.
    static double radius(int word) {
        return Math.sqrt(-2 * StrictMath.log(((word & Philox.UNSIGNED) + 1) * 0x1p-32));
    }

    /// Box and Muller's angle, in [0, 2π).
    static double angle(int word) {
        return (word & Philox.UNSIGNED) * (0x1p-32 * 2 * Math.PI);
    }

    /// A standard normal deviate cut at ±2, by inversion: every deviate costs one word, none is drawn again.
    static double truncated(int word) {
        double uniform = ((word & Philox.UNSIGNED) + 0.5) * 0x1p-32;
        return quantileFromMedian((uniform - 0.5) * SHARE_WITHIN_TWO);
    }

    /// The standard normal quantile of 0.5 + `q`, to a relative error of about 1e-16, for |q| up to 0.4999999:
    /// algorithm AS 241 (Wichura 1988), routine PPND16, without the far tails that the cut never reaches.
    static double quantileFromMedian(double q) {
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q * polynomial(CENTRE_NUMERATOR, r) / polynomial(CENTRE_DENOMINATOR, r);
        }
        double r = Math.sqrt(-StrictMath.log(0.5 - Math.abs(q))) - 1.6;
        return Math.copySign(polynomial(SHOULDER_NUMERATOR, r) / polynomial(SHOULDER_DENOMINATOR, r), q);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int power = coefficients.length - 1; power >= 0; power--) {
            sum = sum * x + coefficients[power];
        }
        return sum;
    }
}
