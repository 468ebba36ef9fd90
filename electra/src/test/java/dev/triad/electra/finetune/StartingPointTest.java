// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingPointTest {
    private static final ModelConfig MNLI = new ModelConfig(
            Tiny.ENCODER,
            HeadKind.LINEAR_CLASSIFICATION,
            List.of("contradiction", "entailment", "neutral"),
            "single_label_classification");

    @TempDir
    Path folder;

    private static StartingPoint.Report load(StartingPoint point, Task task, long seed) throws IOException {
        try (var models = models(point, task)) {
            return point.load(models, List.of(task), RandomKey.of(seed));
        }
    }

    private static TaskModels models(StartingPoint point, Task task) {
        var configs = new LinkedHashMap<String, ModelConfig>();
        configs.put(task.name(), point.configFor(task, true));
        return new TaskModels(configs);
    }

    @Test
    void aHeadWithOtherLabelsIsReplacedAndThatIsReported() throws IOException {
        var rte = Task.of("rte", Problem.SINGLE_LABEL, List.of("entailment", "not_entailment"), ScoreRange.UNIT);
        var report = load(Tiny.saved(folder, MNLI, 2), rte, 3);
        assertThat(report.fresh()).containsExactly("classifier.bias", "classifier.weight");
        assertThat(report.replaced()).containsExactly("classifier.bias", "classifier.weight");
    }

    @Test
    void aHeadWithAsManyLabelsOfOtherNamesIsReplacedToo() throws IOException {
        var topics = Task.of("topics", Problem.SINGLE_LABEL, List.of("a", "b", "c"), ScoreRange.UNIT);
        assertThat(load(Tiny.saved(folder, MNLI, 2), topics, 3).replaced()).hasSize(2);
    }

    @Test
    void aHeadWithTheSameLabelsIsTakenOver() throws IOException {
        var point = Tiny.saved(folder, MNLI, 2);
        var task = Task.of("mnli", Problem.SINGLE_LABEL, MNLI.labels(), ScoreRange.UNIT);
        try (var models = models(point, task);
                var _ = Scope.open();
                var file = TensorFile.open(folder.resolve("model-2.safetensors"))) {
            var report = point.load(models, List.of(task), RandomKey.of(3));
            assertThat(report.fresh()).isEmpty();
            assertThat(report.replaced()).isEmpty();
            models.uniqueParameters()
                    .forEach((name, parameter) -> assertThat(parameter.master().toFloats())
                            .as(name)
                            .isEqualTo(java.util.Objects.requireNonNull(
                                            file.tensors().get(name))
                                    .toFloats()));
        }
    }

    @Test
    void aPretrainedModelGetsAFreshHeadThatDependsOnTheSeed() throws IOException {
        var point = Tiny.pretrained(folder);
        var report = load(point, Tiny.PARITY, 3);
        assertThat(report.fresh()).containsExactly("classifier.bias", "classifier.weight");
        assertThat(report.replaced()).isEmpty();
        assertThat(head(point, 3)).isEqualTo(head(point, 3)).isNotEqualTo(head(point, 4));
    }

    private static float[] head(StartingPoint point, long seed) throws IOException {
        try (var models = models(point, Tiny.PARITY)) {
            point.load(models, List.of(Tiny.PARITY), RandomKey.of(seed));
            var weight = models.parameters().get("classifier.weight");
            assertThat(weight).isNotNull();
            return weight.master().toFloats();
        }
    }

    @Test
    void anEncoderWithATensorMissingIsAnError() throws IOException {
        var whole = Tiny.pretrained(folder);
        var cut = folder.resolve("cut.safetensors");
        try (var _ = Scope.open();
                var file = TensorFile.open(folder.resolve("model-1.safetensors"))) {
            var tensors = new LinkedHashMap<>(file.tensors());
            tensors.remove("electra.encoder.layer.1.output.dense.weight");
            TensorFile.write(cut, java.util.Map.of(), tensors);
        }
        var point = new StartingPoint("cut", whole.config(), () -> SafetensorsFile.open(cut), Part.DISCRIMINATOR);
        assertThatThrownBy(() -> load(point, Tiny.PARITY, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut: ")
                .hasMessageContaining("missing electra.encoder.layer.1.output.dense.weight");
    }
}
