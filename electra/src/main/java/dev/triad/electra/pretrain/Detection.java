// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.random.RandomKey;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.electra.head.ReplacedTokenHead;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.List;

/// A pretrained pair at work: the generator replaces words, the discriminator says which look replaced.
public final class Detection {
    private Detection() {}

    /// For each token of a sequence the probability that it was replaced.
    ///
    /// @param discriminator a model with the replaced-token head
    /// @param ids the tokens, special ones included
    /// @param typeIds their segments
    public static double[] probabilities(TextModel discriminator, int[] ids, int[] typeIds, Compute compute) {
        if (discriminator.config().head() != HeadKind.REPLACED_TOKEN) {
            throw new IllegalArgumentException("only a discriminator tells replaced tokens; this model is a "
                    + discriminator
                            .config()
                            .head()
                            .architecture(discriminator.config().encoder().family()));
        }
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(compute.device(), compute.dtype())) {
            var sizes = discriminator.config().encoder();
            var input = EncoderInput.of(
                    TokenBatch.of(List.of(ids), List.of(typeIds), sizes.padTokenId()), sizes, compute.device());
            var pass = Pass.evaluation(compute);
            var hidden = discriminator.encoder().forward(input, pass);
            var logits = ((ReplacedTokenHead) discriminator.head()).logits(hidden, pass);
            return logits.to(DType.F32).sigmoid().toDoubles();
        }
    }

    /// The sequence with some tokens replaced as in pretraining.
    ///
    /// @param generator a masked language model with the same vocabulary
    /// @param share of the tokens that may be replaced; the generator sometimes guesses the original
    /// @param seed of the choice and of the samples
    public static int[] corrupt(
            TextModel generator,
            Vocabulary vocabulary,
            int[] ids,
            int[] typeIds,
            double share,
            long seed,
            Compute compute) {
        if (generator.config().head() != HeadKind.MASKED_LM) {
            throw new IllegalArgumentException("only a masked language model replaces tokens; this model is a "
                    + generator
                            .config()
                            .head()
                            .architecture(generator.config().encoder().family()));
        }
        var key = RandomKey.of(seed).named("corrupt");
        var choice = new Masking(share, 1, false, Math.max(ids.length, 512), vocabulary)
                .choose(ids, 0, ids.length, key.at(0, 0, 0));
        if (choice.positions().length == 0) return ids.clone();
        var masked = ids.clone();
        var chosen = new long[choice.positions().length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = choice.positions()[i];
            masked[choice.positions()[i]] = vocabulary.id(SpecialToken.MASK);
        }
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(compute.device(), compute.dtype())) {
            var sizes = generator.config().encoder();
            var input = EncoderInput.of(
                    TokenBatch.of(List.of(masked), List.of(typeIds), sizes.padTokenId()), sizes, compute.device());
            var pass = Pass.sampling(compute, key, 1, 0);
            var places = Tensors.of(chosen).to(compute.device());
            var hidden = generator.encoder().forward(input, pass).index_select(0, places);
            var logits = PretrainingModel.languageHead(generator).logits(hidden, pass);
            long[] sampled = Replacements.sample(logits, places, 1, false, pass).toLongs();
            var corrupted = ids.clone();
            for (int i = 0; i < sampled.length; i++) corrupted[(int) chosen[i]] = (int) sampled[i];
            return corrupted;
        }
    }
}
