// SPDX-License-Identifier: Apache-2.0
/// Text files of any size as documents of lines: plain text, JSON lines and Parquet, packed with gzip or zstd or not.
/// Start at [dev.triad.corpus.text.source.Corpus]. Memory does not depend on the files: a long line comes in pieces.
/// What is not text is reported with its file and offset, and reading can begin again wherever a
/// [dev.triad.corpus.text.source.DocumentSink] was told.
@NullMarked
package dev.triad.corpus.text.source;

import org.jspecify.annotations.NullMarked;
