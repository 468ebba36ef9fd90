// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Embeddings;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.head.MaskedLanguageHead;
import dev.triad.electra.head.ReplacedTokenHead;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is trained together: the encoder that is wanted, and beside it the generator, which shares its embeddings.
public final class PretrainingModel extends Module {
    private final PretrainingObjective objective;
    private final EmbeddingSharing sharing;
    private final TextModel main;
    private final @Nullable TextModel generator;
    private final @Nullable Linear copyGate;

    /// @param encoder sizes of the encoder that is wanted
    /// @param generatorSizes sizes of the generator; looked at only where the objective has one
    public PretrainingModel(
            PretrainingObjective objective,
            EmbeddingSharing sharing,
            EncoderConfig encoder,
            EncoderConfig generatorSizes) {
        this(objective, sharing, encoder, generatorSizes, LayerStack.Plan.of(encoder.numHiddenLayers()));
    }

    /// @param stack which of the encoder's layers share weights and may be dropped; the generator's do neither
    public PretrainingModel(
            PretrainingObjective objective,
            EmbeddingSharing sharing,
            EncoderConfig encoder,
            EncoderConfig generatorSizes,
            LayerStack.Plan stack) {
        this.objective = objective;
        this.sharing = sharing;
        var head = objective.detects() ? HeadKind.REPLACED_TOKEN : HeadKind.MASKED_LM;
        main = child(objective.folder(), new TextModel(ModelConfig.of(encoder, head), stack));
        if (objective.hasGenerator()) {
            var sizes = ModelConfig.of(generatorSizes, HeadKind.MASKED_LM);
            var embeddings =
                    sharing == EmbeddingSharing.SHARED ? main.encoder().embeddings() : new Embeddings(generatorSizes);
            var plan = LayerStack.Plan.of(generatorSizes.numHiddenLayers());
            generator = child("generator", new TextModel(sizes, plan, embeddings));
            if (sharing == EmbeddingSharing.DISENTANGLED) disentangle(embeddings);
        } else {
            generator = null;
        }
        copyGate = objective == PretrainingObjective.ALL_TOKENS_MLM
                ? child(
                        "copy_gate",
                        new Linear(encoder.hiddenSize(), 1, Initializer.glorotUniform(encoder.hiddenSize(), 1)))
                : null;
    }

    private void disentangle(Embeddings source) {
        var own = main.encoder().embeddings();
        own.words().weight().transform(new Difference(source.words().weight()));
        own.positions().weight().transform(new Difference(source.positions().weight()));
    }

    /// Draws the first values; differences start at zero.
    public void start(RandomKey key) {
        initialize(key);
        if (sharing != EmbeddingSharing.DISENTANGLED || generator == null) return;
        var own = main.encoder().embeddings();
        for (var table : List.of(own.words().weight(), own.positions().weight())) {
            try (var _ = Scope.open();
                    var _ = NoGrad.open()) {
                table.master().zero_();
            }
        }
    }

    public PretrainingObjective objective() {
        return objective;
    }

    public EmbeddingSharing sharing() {
        return sharing;
    }

    /// The model that is wanted: the discriminator, or the masked language model of the baselines.
    public TextModel main() {
        return main;
    }

    /// The generator.
    ///
    /// @throws IllegalStateException where the objective has none
    public TextModel generator() {
        if (generator == null) throw new IllegalStateException("the objective " + objective + " has no generator");
        return generator;
    }

    ReplacedTokenHead detector() {
        return (ReplacedTokenHead) main.head();
    }

    static MaskedLanguageHead languageHead(TextModel model) {
        return (MaskedLanguageHead) model.head();
    }

    /// The gate of all-tokens MLM on states [N, H]: logits [N].
    Tensor gate(Tensor hidden, Pass pass) {
        if (copyGate == null) throw new IllegalStateException("the objective " + objective + " has no gate");
        return copyGate.forward(hidden, pass).squeeze(-1);
    }

    /// The generator's table, held still, plus a trained difference.
    private record Difference(Parameter source) implements WeightTransform {
        @Override
        public Tensor apply(Parameter parameter, Tensor weight, Pass pass) {
            return source.value(pass).detach().add(weight);
        }

        @Override
        public Tensor gather(Parameter parameter, Tensor weight, Tensor ids, Pass pass) {
            return Functional.embedding(source.master().detach(), ids).add(Functional.embedding(weight, ids));
        }
    }
}
