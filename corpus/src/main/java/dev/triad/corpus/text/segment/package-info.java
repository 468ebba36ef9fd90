// SPDX-License-Identifier: Apache-2.0
/// From the lines of a document to training examples of two segments, as ELECTRA's pretraining wants them (Clark et al.
/// 2020; the builder of the published code). Start at [dev.triad.corpus.text.segment.SegmentBuilder]: one
/// implementation keeps every token, the other throws away what the original throws away.
@NullMarked
package dev.triad.corpus.text.segment;

import org.jspecify.annotations.NullMarked;
