// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.core.model.packed.ProductWeight;
import java.util.Optional;

/// Where a stack's weights come from, by their names below `_attn_mods`, as in `3.attn.c_attn.w`.
public interface StepSource {
    /// All numbers of a weight.
    float[] numbers(String name);

    /// A matrix [out, in] that is to stay in its codes.
    Optional<ProductWeight> codes(String name);
}
