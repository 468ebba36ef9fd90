// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.model.TensorSource;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.KeptLayers;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.ModelLoader;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.Task;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// A pretrained or fine-tuned model, of which every trial takes a fresh copy.
///
/// @param place what messages call it
/// @param config its sizes, and what it answers so far
/// @param weights opens its tensors
/// @param part which half of a TensorFlow pretraining checkpoint
public record StartingPoint(String place, ModelConfig config, Weights weights, Part part) {
    /// Where tensors come from.
    @FunctionalInterface
    public interface Weights {
        TensorSource open() throws IOException;
    }

    /// What was not taken over.
    ///
    /// @param fresh parameters of heads that start from random values
    /// @param replaced tensors of the old head that answered something else, or had another shape
    public record Report(List<String> fresh, List<String> replaced) {
        /// Says so.
        public void tell(Progress progress) {
            if (!replaced.isEmpty()) {
                progress.message(
                        "the model's head answers something else and is replaced: " + String.join(", ", replaced));
            }
            if (!fresh.isEmpty()) progress.message("starting from random values: " + String.join(", ", fresh));
        }
    }

    /// This model with some of its layers only (Fan et al. 2019).
    ///
    /// @param kept numbers of the layers that are left, rising
    public StartingPoint pruned(List<Integer> kept) {
        var encoder = config.encoder();
        if (kept.isEmpty()) throw new IllegalArgumentException("at least one layer must be kept");
        new LayerStack.Plan(encoder.numHiddenLayers(), 1, 0, kept); // says what is wrong
        return new StartingPoint(
                place,
                config.withEncoder(encoder.withNumHiddenLayers(kept.size())),
                () -> new KeptLayers(weights.open(), kept),
                part);
    }

    /// The model of a task on this encoder.
    ///
    /// @param linear ELECTRA's own classification head instead of Hugging Face's
    public ModelConfig configFor(Task task, boolean linear) {
        return config.withHead(
                task.problem().head(linear), task.labels(), task.problem().problemType());
    }

    /// Fills models: the encoder from the weights, all of it, or nothing is done; a head too, if it answers the
    /// same question with the same labels. All else is drawn from `key`.
    ///
    /// @throws IllegalArgumentException that lists what the encoder lacks
    public Report load(TaskModels models, List<Task> tasks, RandomKey key) throws IOException {
        models.initialize(key);
        var fresh = new TreeSet<String>();
        var replaced = new TreeSet<String>();
        try (var _ = Scope.open();
                var file = TensorFile.of(weights.open())) {
            for (int i = 0; i < tasks.size(); i++) {
                var model = models.models().get(i);
                var source = new LinkedHashMap<>(file.tensors());
                boolean same = answers(model.config());
                if (!same) {
                    source.keySet().removeIf(StartingPoint::belongsToLabels);
                    file.tensors().keySet().stream()
                            .filter(StartingPoint::belongsToLabels)
                            .forEach(replaced::add);
                }
                var report = ModelLoader.load(model, source, true, part);
                report.fresh().stream().filter(source::containsKey).forEach(replaced::add);
                fresh.addAll(report.fresh());
                if (same && tasks.get(i).problem() == Problem.REGRESSION) {
                    ScoreScale.toModel(model, tasks.get(i).range());
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
        models.nameParameters(); // loading named them as each task's model sees them
        return new Report(List.copyOf(fresh), List.copyOf(replaced));
    }

    /// Fills a model for questions, in the same way.
    public Report load(TextModel model, RandomKey key) throws IOException {
        model.initialize(key);
        try (var _ = Scope.open();
                var file = TensorFile.of(weights.open())) {
            var report = ModelLoader.load(model, file.tensors(), true, part);
            model.nameParameters();
            return new Report(report.fresh(), report.unused());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    /// Whether it already answers what another model answers, with the same labels by the same head.
    public boolean answers(ModelConfig other) {
        return other.head() == config.head()
                && other.labels().equals(config.labels())
                && (config.problemType() == null || Objects.equals(other.problemType(), config.problemType()));
    }

    private static boolean belongsToLabels(String name) {
        return name.startsWith("classifier.") || name.startsWith("module.classifier.");
    }

    /// The weights of a model as they are, for prediction.
    ///
    /// @throws IllegalArgumentException that lists what does not fit
    public TextModel whole() throws IOException {
        var model = new TextModel(config);
        try (var _ = Scope.open();
                var file = TensorFile.of(weights.open())) {
            Map<String, Tensor> tensors = file.tensors();
            ModelLoader.load(model, tensors, false, part);
            return model;
        } catch (IllegalArgumentException e) {
            model.close();
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
