// SPDX-License-Identifier: Apache-2.0
/// The runtime beside ONNX Runtime and PyTorch: [dev.triad.bench.runtime.RuntimeBench] writes the same model in
/// each form, starts each contender in a process of its own, and sets what they report side by side.
@NullMarked
package dev.triad.bench.runtime;

import org.jspecify.annotations.NullMarked;
