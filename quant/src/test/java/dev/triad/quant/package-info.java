// SPDX-License-Identifier: Apache-2.0
/// What the tests of several packages share. Start at [dev.triad.quant.Golden].
@NullMarked
package dev.triad.quant;

import org.jspecify.annotations.NullMarked;
