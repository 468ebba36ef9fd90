// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.Projection;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model of one level's codes:
///
/// ```text
/// p(z) = ∏ p(zₜ | z₀ … zₜ₋₁, labels, timing, lyrics, codes above)
/// ```
///
/// The labels are the first position; timing, or what the codes above say, is added to every position, and to
/// what the last layer says. Lyrics stand before the codes, or are encoded by a transformer of their own.
/// Parameters have the names of the released checkpoints.
public final class Prior extends Module {
    private static final double NATS_PER_BIT = Math.log(2);

    private final PriorConfig config;
    private final @Nullable LabelEmbedding labels;
    private final @Nullable Conditioner conditioner;
    private final CodeModel codes;
    private @Nullable LyricsEncoder encoder;

    /// The encoder of lyrics, and the way from its width to the prior's.
    private record LyricsEncoder(CodeModel model, Projection project, LayerNorm norm, Linear read) {}

    /// Allocates all weights; [MemoryNeed] says beforehand how much that is.
    public Prior(PriorConfig config) {
        this.config = config;
        var transformer = config.transformer();
        int width = transformer.width();
        double scale = transformer.initScale();
        var its = config.labels();
        labels = its == null ? null : child("y_emb", new LabelEmbedding(its, width, scale));
        var upper = config.conditioner();
        conditioner = upper == null
                ? null
                : child("conditioner_blocks.0", new Conditioner(upper, config.codebookSize(), width, scale));
        codes = child(
                "prior",
                new CodeModel(
                        transformer,
                        config.vocabulary(),
                        its == null,
                        config.mergedDecoder() ? CodeModel.Output.OWN : CodeModel.Output.TIED));
        if (config.lyrics() instanceof LyricsConfig.Separate separate) {
            var initial = Initializer.normal(0.02 * scale);
            encoder = new LyricsEncoder(
                    child(
                            "prime_prior",
                            new CodeModel(separate.encoder(), separate.characters(), true, CodeModel.Output.NONE)),
                    child("prime_state_proj", new Projection(separate.encoder().width(), width, 0.02 * scale)),
                    child("prime_state_ln", new LayerNorm(width, 1e-5)),
                    child(
                            "prime_x_out",
                            new Linear(width, separate.characters(), Linear.Layout.OUT_IN, initial, null)));
        }
    }

    public PriorConfig config() {
        return config;
    }

    CodeModel model() {
        return codes;
    }

    /// What a batch of windows is told, as tensors.
    ///
    /// @param start first position [B, 1, width], or null where it is learned
    /// @param added what is added to every position [B, T, width], or null
    /// @param lyrics encoded lyrics [B, S, width], or null
    record Told(
            @Nullable Tensor start,
            @Nullable Tensor added,
            @Nullable Tensor lyrics) {
        @Nullable
        Tensor addedAtTheEnd(PriorConfig config) {
            return config.mergedDecoder() ? null : added;
        }
    }

    Told tell(List<Condition> conditions, Seams seams, boolean recompute, Pass pass) {
        var start = labels == null ? null : labels.start(conditions, pass);
        Tensor added = labels == null ? null : labels.timing(conditions, config.window(), pass);
        if (conditioner != null) {
            var rows = conditions.stream().map(Condition::upper).toList();
            var ids = Ids.of("codes above", rows, config.upperWindow(), config.codebookSize(), 0, pass);
            var said = conditioner.forward(ids, pass);
            added = added == null ? said : added.add(said);
        }
        if (added != null && config.firstCode() > 0) {
            var nothing =
                    Tensors.zeros(added.dtype(), added.device(), added.size(0), config.lyricTokens(), added.size(2));
            added = Tensors.cat(List.of(nothing, added), 1);
        }
        if (added != null) added = seams.cut(added);
        var its = encoder;
        return new Told(start, added, its == null ? null : encode(its, conditions, seams, recompute, pass));
    }

    private Tensor encode(LyricsEncoder its, List<Condition> conditions, Seams seams, boolean recompute, Pass pass) {
        var embedded = its.model.embedAll(lyricIds(conditions, pass), null, null, pass);
        var result = its.model.transformer().train(embedded, null, recompute, pass);
        seams.add(result.rest());
        return seams.cut(its.norm.forward(its.project.forward(result.output(), pass), pass));
    }

    private Tensor lyricIds(List<Condition> conditions, Pass pass) {
        var lyrics = config.lyrics();
        if (lyrics == null) throw new IllegalStateException("this prior reads no lyrics");
        var rows = conditions.stream().map(Condition::lyrics).toList();
        return Ids.of("lyrics", rows, lyrics.tokens(), lyrics.characters(), 0, pass);
    }

    /// The sequence that is modelled [B, T]: codes, behind the lyrics where those share it.
    private Tensor sequence(List<int[]> windows, List<Condition> conditions, Pass pass) {
        if (windows.size() != conditions.size()) {
            throw new IllegalArgumentException(
                    windows.size() + " windows need as many conditions, not " + conditions.size());
        }
        var ids = Ids.of("codes", windows, config.window(), config.codebookSize(), config.firstCode(), pass);
        return config.firstCode() == 0 ? ids : Tensors.cat(List.of(lyricIds(conditions, pass), ids), 1);
    }

    /// Logits of all positions [B, T, vocabulary]: position t sees the ids before t.
    public Tensor logits(List<int[]> windows, List<Condition> conditions, Pass pass) {
        var told = tell(conditions, new Seams(false), false, pass);
        var x = codes.embedAll(sequence(windows, conditions, pass), told.start(), told.added(), pass);
        var output = codes.transformer().forward(x, told.lyrics(), pass);
        return codes.logits(output, told.addedAtTheEnd(config), pass);
    }

    /// The loss of a batch of windows.
    ///
    /// @param windows each of [PriorConfig#window] codes
    /// @param recompute spare memory by computing layers again when their gradients are due
    public PriorLoss loss(List<int[]> windows, List<Condition> conditions, boolean recompute, Pass pass) {
        boolean again = recompute && NoGrad.gradientsEnabled();
        var seams = new Seams(again);
        var told = tell(conditions, seams, again, pass);
        var ids = sequence(windows, conditions, pass);
        var x = codes.embedAll(ids, told.start(), told.added(), pass);
        var result = codes.transformer().train(x, told.lyrics(), again, pass);
        seams.add(result.rest());
        var logits = codes.logits(result.output(), told.addedAtTheEnd(config), pass);
        var bits = bits(logits, ids);
        int tokens = config.lyricTokens();
        var ofCodes =
                bits.narrow(1, bits.size(1) - config.window(), config.window()).mean();
        var lyrics = config.lyrics();
        if (lyrics == null) return new PriorLoss(ofCodes, ofCodes, null, logits, seams::close);
        var ofLyrics = encoder == null || told.lyrics() == null
                ? bits.narrow(1, 0, tokens).mean()
                : bits(encoder.read.forward(told.lyrics(), pass), lyricIds(conditions, pass))
                        .mean();
        var total = ofLyrics.mul(lyrics.lossShare() * tokens)
                .add(ofCodes.mul(config.window()))
                .div(tokens + config.window());
        return new PriorLoss(total, ofCodes, ofLyrics, logits, seams::close);
    }

    /// Bits that each id costs: logits [B, T, V], ids [B, T] → [B, T].
    private static Tensor bits(Tensor logits, Tensor ids) {
        long vocabulary = logits.size(2);
        return Functional.crossEntropy(
                        logits.reshape(ids.count(), vocabulary), ids.reshape(ids.count()), Functional.Reduction.NONE)
                .div(NATS_PER_BIT)
                .view(ids.size(0), ids.size(1));
    }

    /// Bits that each code of each window costs [B, window]; no gradients.
    public Tensor bitsPerCode(List<int[]> windows, List<Condition> conditions, Pass pass) {
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            var logits = logits(windows, conditions, pass);
            var each = bits(logits, sequence(windows, conditions, pass));
            return scope.handOver(each.narrow(1, each.size(1) - config.window(), config.window())
                    .contiguous());
        }
    }

    /// What enters layer `layer` at each code of each window [B, window, width]; the depth names what leaves the
    /// last. No gradients.
    public Tensor features(List<int[]> windows, List<Condition> conditions, int layer, Pass pass) {
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            var told = tell(conditions, new Seams(false), false, pass);
            var x = codes.embedAll(sequence(windows, conditions, pass), told.start(), told.added(), pass);
            var h = codes.transformer().entering(layer, x, told.lyrics(), pass);
            return scope.handOver(
                    h.narrow(1, h.size(1) - config.window(), config.window()).contiguous());
        }
    }

    /// How much each code looks at each of the lyrics, in one head of a layer that does look at them [B, window,
    /// tokens]. No gradients.
    ///
    /// @throws IllegalArgumentException for a layer that does not
    public Tensor alignment(List<int[]> windows, List<Condition> conditions, int layer, int head, Pass pass) {
        try (var scope = Scope.open()) {
            var weights = lyricWeights(windows, conditions, layer, pass);
            if (head < 0 || head >= weights.size(1)) {
                throw new IllegalArgumentException("head must be 0 to " + (weights.size(1) - 1) + ", not " + head);
            }
            return scope.handOver(weights.select(1, head).contiguous());
        }
    }

    /// The same for all heads of a layer: [B, heads, window, tokens].
    public Tensor lyricWeights(List<int[]> windows, List<Condition> conditions, int layer, Pass pass) {
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            var told = tell(conditions, new Seams(false), false, pass);
            var x = codes.embedAll(sequence(windows, conditions, pass), told.start(), told.added(), pass);
            return scope.handOver(codes.transformer()
                    .lyricWeights(layer, x, told.lyrics(), pass)
                    .contiguous());
        }
    }
}
