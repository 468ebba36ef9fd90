// SPDX-License-Identifier: Apache-2.0
/// Matrices of weights as they are multiplied with, each kind from the form that it is stored in: floats, bytes, half
/// bytes or product codes, of which at most a tile is decoded at a time. Start at [dev.triad.runtime.matrix.Matrix].
@NullMarked
package dev.triad.runtime.matrix;

import org.jspecify.annotations.NullMarked;
