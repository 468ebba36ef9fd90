// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.electra.head.Prediction;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hidden states, logits, losses and gradients against numbers frozen from PyTorch.
class ReferenceParityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "electra-discriminator",
                "electra-generator",
                "electra-classifier",
                "electra-tagger",
                "electra-qa",
                "bert-mlm",
                "bert-classifier",
                "roberta-mlm",
                "roberta-classifier"
            })
    void forwardAndGradientsAreTheReferences(String name) throws IOException {
        try (var model = Reference.model(name);
                var _ = Scope.open();
                var expected = TensorFile.open(Reference.folder(name).resolve("expected.safetensors"));
                var training = TensorFile.open(Reference.folder(name).resolve("training.safetensors"))) {
            for (var form : AttentionForm.values()) {
                var differences = Verification.run(
                        model, expected.tensors(), Compute.plain().withAttention(form));
                assertThat(differences).hasSizeGreaterThan(3);
                assertThat(differences)
                        .allSatisfy(each -> assertThat(each.within(1e-5))
                                .as("%s %s", form, each)
                                .isTrue());
            }
            var loss = loss(model, expected.tensors(), training.tensors());
            assertThat(loss.item()).isCloseTo(training.tensors().get("loss").item(), within(1e-5));
            loss.backward();
            model.uniqueParameters().forEach((parameter, value) -> {
                var reference = training.tensors().get("grad." + parameter);
                var gradient = value.master().grad();
                assertThat(gradient).as(parameter).isNotNull();
                double scale = Math.max(1e-3, reference.abs().max().item());
                assertThat(gradient.sub(reference).abs().max().item() / scale)
                        .as(parameter)
                        .isLessThan(1e-4);
                value.master().clearGrad();
            });
        }
    }

    /// The loss Hugging Face's class of the model computes.
    private static Tensor loss(TextModel model, Map<String, Tensor> expected, Map<String, Tensor> training) {
        var mask = expected.get("attention_mask");
        int rows = (int) mask.size(0);
        int length = (int) mask.size(1);
        var batch = new TokenBatch(
                rows,
                length,
                expected.get("input_ids").toLongs(),
                expected.get("token_type_ids").toLongs(),
                mask.toLongs());
        var input = EncoderInput.dense(batch, model.config().encoder(), Device.CPU);
        var prediction = model.forward(input, Pass.evaluation(Compute.plain()));
        if (prediction instanceof Prediction.Spans(Tensor start, Tensor end)) {
            var starts = Functional.crossEntropy(start, training.get("start_positions"), Reduction.MEAN);
            var ends = Functional.crossEntropy(end, training.get("end_positions"), Reduction.MEAN);
            return starts.add(ends).div(2);
        }
        var logits = prediction.named().get("logits");
        var labels = training.get("labels");
        if (model.config().head() == HeadKind.REPLACED_TOKEN) {
            var real = IntStream.range(0, rows * length)
                    .filter(cell -> batch.mask()[cell] == 1)
                    .mapToLong(cell -> cell)
                    .toArray();
            var chosen = Tensors.of(real);
            return Functional.binaryCrossEntropyWithLogits(
                    logits.reshape(-1).index_select(0, chosen),
                    labels.reshape(-1).index_select(0, chosen).to(DType.F32),
                    Reduction.MEAN);
        }
        return Functional.crossEntropy(logits.reshape(-1, logits.size(-1)), labels.reshape(-1), Reduction.MEAN);
    }

    @Test
    void aWrongWeightIsSeen() throws IOException {
        try (var model = Reference.model("electra-discriminator");
                var _ = Scope.open();
                var expected = TensorFile.open(
                        Reference.folder("electra-discriminator").resolve("expected.safetensors"))) {
            var bias = model.parameters().get("electra.encoder.layer.1.output.dense.bias");
            bias.assign(bias.master().detach().mul(1.5)); // a constant would vanish in the layer norm
            var differences = Verification.run(model, expected.tensors(), Compute.plain());
            assertThat(differences)
                    .anySatisfy(each -> assertThat(each.within(1e-4)).isFalse());
            assertThat(differences).anySatisfy(each -> assertThat(each.name()).isEqualTo("hidden_states.1"));
        }
    }

    @Test
    void aReferenceForAnotherModelIsRefusedByName() throws IOException {
        try (var model = Reference.model("electra-discriminator");
                var _ = Scope.open();
                var expected = TensorFile.open(Reference.folder("electra-qa").resolve("expected.safetensors"))) {
            assertThatThrownBy(() -> Verification.run(model, expected.tensors(), Compute.plain()))
                    .hasMessageContaining("end_logits");
            var incomplete = new LinkedHashMap<>(expected.tensors());
            incomplete.remove("attention_mask");
            assertThatThrownBy(() -> Verification.run(model, incomplete, Compute.plain()))
                    .hasMessageContaining("attention_mask");
        }
    }
}
