// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.cli.quant;

import org.jspecify.annotations.NullMarked;
