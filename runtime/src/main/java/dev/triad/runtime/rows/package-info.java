// SPDX-License-Identifier: Apache-2.0
/// Texts and words as the rows of tokens that encoders read, cut to the length that a model takes exactly as
/// fine-tuning cut them. Start at [dev.triad.runtime.rows.RowMaker].
@NullMarked
package dev.triad.runtime.rows;

import org.jspecify.annotations.NullMarked;
