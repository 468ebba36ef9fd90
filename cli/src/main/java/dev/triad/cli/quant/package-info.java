// SPDX-License-Identifier: Apache-2.0
/// The command `triad quant`: it plans and packs models, looks into packed ones, and unpacks them. The rules are
/// those of [dev.triad.quant.plan], the file is [dev.triad.core.model.packed].
@NullMarked
package dev.triad.cli.quant;

import org.jspecify.annotations.NullMarked;
