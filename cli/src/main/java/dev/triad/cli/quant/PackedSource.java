// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.jukebox.PriorLocation;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model that is to be packed.
sealed interface PackedSource permits TextSource, PriorSource {
    /// Opens a model: a prior where there is one, else a text encoder.
    ///
    /// @param tokenizer a folder with a tokenizer, where a text encoder has none; null for the model's own
    static PackedSource of(Path model, @Nullable Path tokenizer) throws IOException {
        if (!PriorLocation.isPrior(model)) return TextSource.of(model, tokenizer);
        if (tokenizer != null) throw new IllegalArgumentException("a prior of codes has no use for --tokenizer");
        return PriorSource.of(model);
    }

    /// Where it lies.
    Path folder();

    /// Its tokenizer as it goes into the file, if it has one.
    Optional<PackedTokenizer> tokenizer();

    /// What the file will say beside the weights.
    ///
    /// @param plan how it was made, as YAML
    ModelDescription description(String plan) throws IOException;

    /// The plan where the user has none.
    ///
    /// @param table form of the table of what the model reads
    /// @param matrix form of other matrices
    Plan usual(List<PlannedWeight> weights, Form table, Form matrix);

    /// What is done with its weights.
    @FunctionalInterface
    interface Use<T> {
        T apply(WeightSource weights) throws IOException;
    }

    /// Looks at the weights that the model has.
    <T> T read(Use<T> use) throws IOException;

    /// The text encoder that texts can be shown to.
    ///
    /// @throws IllegalArgumentException for any other model
    default TextSource encoder() {
        if (this instanceof TextSource text) return text;
        throw new IllegalArgumentException("--texts is for models that read texts");
    }
}
