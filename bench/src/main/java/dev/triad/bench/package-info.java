// SPDX-License-Identifier: Apache-2.0
/// Benchmarks beside the peers: ratios in one run, medians of several, load average recorded.
@NullMarked
package dev.triad.bench;

import org.jspecify.annotations.NullMarked;
