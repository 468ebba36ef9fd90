// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What a micro-batch contributes to a step.
///
/// @param total the scalar to differentiate
/// @param logits what the model predicted, for a teacher to compare with; null where there is nothing to compare
/// @param parts scalars worth logging by name; like the total they add up over the micro-batches
/// @param rest what is left to differentiate once the total has been: parts of the model that are computed again
public record Loss(Tensor total, @Nullable Tensor logits, SequencedMap<String, Tensor> parts, Runnable rest) {
    public Loss {
        parts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parts));
    }

    public Loss(Tensor total, @Nullable Tensor logits, SequencedMap<String, Tensor> parts) {
        this(total, logits, parts, () -> {});
    }

    public Loss(Tensor total, @Nullable Tensor logits) {
        this(total, logits, new LinkedHashMap<>(Map.of()));
    }

    /// Adds the gradient of the total to every parameter.
    public void backward() {
        total.backward();
        rest.run();
    }
}
