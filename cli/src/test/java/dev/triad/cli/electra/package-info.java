// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.cli.electra;

import org.jspecify.annotations.NullMarked;
