// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

/// The sizes of a 1-D convolution or of its transpose.
///
/// @param in input channels
/// @param out output channels
/// @param kernel taps
/// @param stride hop between outputs (between inputs for the transpose)
/// @param padding zeros on each side
/// @param dilation distance between taps
/// @param groups blocks of channels that do not see each other
public record Conv1dShape(int in, int out, int kernel, int stride, int padding, int dilation, int groups) {
    public Conv1dShape {
        if (in < 1 || out < 1 || kernel < 1 || stride < 1 || padding < 0 || dilation < 1 || groups < 1) {
            throw new IllegalArgumentException(
                    "sizes of a convolution must be positive (padding may be 0), got in " + in
                            + ", out " + out + ", kernel " + kernel + ", stride " + stride + ", padding " + padding
                            + ", dilation " + dilation + ", groups " + groups);
        }
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(
                    "channels must divide into groups, got in " + in + ", out " + out + ", groups " + groups);
        }
    }

    /// One group, no dilation.
    public Conv1dShape(int in, int out, int kernel, int stride, int padding) {
        this(in, out, kernel, stride, padding, 1, 1);
    }

    /// Inputs that one output of the convolution sums over.
    public long fanIn() {
        return (long) in / groups * kernel;
    }
}
