// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.hub.onnx;

import org.jspecify.annotations.NullMarked;
