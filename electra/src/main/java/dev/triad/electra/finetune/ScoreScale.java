// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.Scope;

/// Moves the scale of a task's scores in and out of the last layer of its model: a finished model answers on the
/// task's own scale, whoever runs it.
final class ScoreScale {
    private ScoreScale() {}

    /// What answered 0…1 answers on the task's scale.
    static void toTask(TextModel model, ScoreRange range) {
        double width = range.high() - range.low();
        rescale(model, width, range.low());
    }

    /// What answered on the task's scale answers 0…1.
    static void toModel(TextModel model, ScoreRange range) {
        double width = range.high() - range.low();
        rescale(model, 1 / width, -range.low() / width);
    }

    private static void rescale(TextModel model, double factor, double offset) {
        try (var _ = Scope.open()) {
            model.uniqueParameters().forEach((name, parameter) -> {
                if (name.equals("classifier.weight") || name.equals("classifier.out_proj.weight")) {
                    set(parameter, factor, 0);
                } else if (name.equals("classifier.bias") || name.equals("classifier.out_proj.bias")) {
                    set(parameter, factor, offset);
                }
            });
        }
    }

    private static void set(Parameter parameter, double factor, double offset) {
        parameter.assign(parameter.master().detach().mul(factor).add(offset));
    }
}
