// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.PackedContent;
import java.util.List;

/// A model that is packed, and what each of its weights lost.
///
/// @param content what a file holds
/// @param parameters by name
public record PackedResult(PackedContent content, List<PackedParameter> parameters) {}
