// SPDX-License-Identifier: Apache-2.0
/// Arithmetic on arrays of floats, once in plain Java and once with the Vector API, and the only package that knows
/// that API. Start at [dev.triad.runtime.kernels.Kernels]. The lookups of product codes follow Jégou et al.
/// (https://hal.inria.fr/inria-00514462) and, with tables in registers, André et al.
/// (https://www.vldb.org/pvldb/vol9/p288-andre.pdf).
@NullMarked
package dev.triad.runtime.kernels;

import org.jspecify.annotations.NullMarked;
