// SPDX-License-Identifier: Apache-2.0
/// TensorFlow checkpoints without TensorFlow: the "tensor bundle" that BERT and ELECTRA were published in, an index
/// beside its data files. Start at [dev.triad.hub.tensorflow.TensorBundle]; below it lie the two formats the index
/// is made of, LevelDB's [dev.triad.hub.tensorflow.SortedTable] and protocol buffers. The formats are described in
/// TensorFlow's `tensor_bundle.proto` and LevelDB's `table_format.md`.
@NullMarked
package dev.triad.hub.tensorflow;

import org.jspecify.annotations.NullMarked;
