// SPDX-License-Identifier: Apache-2.0
/// Music as codes: songs that a codec has encoded, in shards that are mapped into memory and never wholly read.
/// Start at [dev.triad.core.data.codes.CodeDataset]; a [dev.triad.core.data.codes.CodeShardWriter] writes what it
/// reads.
@NullMarked
package dev.triad.core.data.codes;

import org.jspecify.annotations.NullMarked;
