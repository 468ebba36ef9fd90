// SPDX-License-Identifier: Apache-2.0
/// Tokens on disk: shards that training maps into memory, the manifest that says what they hold, and the order in which
/// an epoch visits them. Start at [dev.triad.core.data.TokenDataset]; [dev.triad.core.data.TokenShardWriter] is the
/// other end. Everything is checked when it is opened, and a file that is not whole never carries its final name.
@NullMarked
package dev.triad.core.data;

import org.jspecify.annotations.NullMarked;
