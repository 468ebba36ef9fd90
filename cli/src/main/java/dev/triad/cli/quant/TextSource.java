// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.Version;
import dev.triad.cli.model.Checkpoint;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.files.LoadedTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.finetune.qa.QuestionFile;
import dev.triad.electra.finetune.task.TaskFile;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A text encoder that is to be packed.
///
/// @param checkpoint its weights and sizes
/// @param text its tokenizer, if it has one
/// @param tokenizer the same as it goes into the file
record TextSource(Checkpoint checkpoint, Optional<Tokenizer> text, Optional<PackedTokenizer> tokenizer)
        implements PackedSource {
    /// Opens a model.
    ///
    /// @param tokenizer a folder with a tokenizer, where the model has none; null for the model's own
    static TextSource of(Path model, @Nullable Path tokenizer) throws IOException {
        var checkpoint = Checkpoint.of(model, Part.DISCRIMINATOR);
        var loaded =
                tokenizer == null ? checkpoint.directory().tokenizer() : Optional.of(TokenizerFolder.read(tokenizer));
        if (loaded.isPresent()) {
            var folder = tokenizer == null ? checkpoint.directory().folder() : tokenizer;
            HuggingFaceFolder.requireFits(
                    folder, loaded.get().tokenizer(), checkpoint.config().encoder());
        }
        var text = loaded.map(LoadedTokenizer::tokenizer);
        return new TextSource(checkpoint, text, text.map(PackedTokenizer::of));
    }

    @Override
    public Path folder() {
        return checkpoint.directory().folder();
    }

    @Override
    public Plan usual(List<PlannedWeight> weights, Form table, Form matrix) {
        return Plan.encoder(weights, table, matrix);
    }

    @Override
    public ModelDescription description(String plan) throws IOException {
        var directory = checkpoint.directory();
        var files = new TreeMap<String, String>();
        var config = directory.text(ModelDescription.CONFIG);
        files.put(ModelDescription.CONFIG, config.isPresent() ? config.get() : ConfigJson.write(checkpoint.config()));
        for (String name : List.of(TaskFile.NAME, QuestionFile.NAME)) {
            directory.text(name).ifPresent(text -> files.put(name, text));
        }
        return new ModelDescription(
                checkpoint.config().encoder().family().modelType(),
                checkpoint.config().labels(),
                files,
                Map.of("triad", Version.triad(), "plan", plan));
    }

    @Override
    public <T> T read(Use<T> use) throws IOException {
        try (var model = checkpoint.load()) { // everything is there, of the right shape, and a number
            var needed = model.parameters().keySet();
            return checkpoint.readNamed(tensors -> {
                var kept = new TreeMap<>(tensors);
                kept.keySet().retainAll(needed);
                return use.apply(WeightSource.of(kept));
            });
        }
    }
}
