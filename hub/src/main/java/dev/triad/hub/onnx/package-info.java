// SPDX-License-Identifier: Apache-2.0
/// Encoders as ONNX files that any ONNX runtime opens, with batch and length left open: protocol buffers
/// written by hand, standard operators of opset 17 only. Start at [dev.triad.hub.onnx.EncoderGraph]; the format
/// is <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>, the arithmetic that of Devlin et al. 2019.
@NullMarked
package dev.triad.hub.onnx;

import org.jspecify.annotations.NullMarked;
