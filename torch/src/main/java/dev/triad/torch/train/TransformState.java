// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Module;
import dev.triad.torch.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What the weight transforms of a model carry from step to step, under the names of their parameters.
final class TransformState {
    private static final String PREFIX = "transform.";

    private TransformState() {}

    static SequencedMap<String, Tensor> of(Module model) {
        var all = new LinkedHashMap<String, Tensor>();
        model.uniqueParameters()
                .forEach((name, parameter) -> parameter
                        .transform()
                        .state()
                        .forEach((suffix, tensor) -> all.put(PREFIX + name + "/" + suffix, tensor)));
        return all;
    }

    /// Hands every transform what [#of] collected from it.
    static void load(Module model, Map<String, Tensor> state) {
        model.uniqueParameters().forEach((name, parameter) -> {
            String prefix = PREFIX + name + "/";
            var its = new LinkedHashMap<String, Tensor>();
            state.forEach((key, tensor) -> {
                if (key.startsWith(prefix)) its.put(key.substring(prefix.length()), tensor);
            });
            try {
                parameter.transform().load(its);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the state of " + name + ": " + e.getMessage(), e);
            }
        });
    }
}
