// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.core.model.packed.ProductWeight;
import dev.triad.jukebox.prior.step.CodedRoom;
import dev.triad.jukebox.prior.step.Matrix;
import dev.triad.jukebox.prior.step.StepSource;
import dev.triad.jukebox.prior.step.StepStack;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Layer;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/// A second copy of a prior's weights on the host, laid out for steps of one code without libtorch: nearly all of a
/// small prior's time goes into calls, and all of a large one's into reading weights, which are half as many bytes
/// here where computing is in bf16. Results differ from libtorch's in the last bits.
///
/// It is a copy of what the weights are now, and may be used by one thread at a time.
public final class StepWeights implements AutoCloseable {
    private static final String CODES = "prior.";

    private final PriorConfig config;
    private final StepStack stack;
    private final float[] ids;
    private final float[] positions;
    private final Matrix read;

    private StepWeights(PriorConfig config, StepStack stack, float[] ids, float[] positions, Matrix read) {
        this.config = config;
        this.stack = stack;
        this.ids = ids;
        this.positions = positions;
        this.read = read;
    }

    /// Copies a prior's weights; empty where steps are better left to libtorch: on other devices, in double
    /// precision, and where somebody wants to see or change what a layer computes.
    public static Optional<StepWeights> of(Prior prior, Compute compute) {
        return of(prior, Map.of(), compute);
    }

    /// The same, with some matrices in their codes: a byte for several weights is read, and products are rounded to
    /// bytes before they are added up, so that logits are a little different.
    ///
    /// @param codes by the names of the prior's parameters, as [PackedPrior#codes] reads them; those without 256
    ///     vectors are taken as numbers
    public static Optional<StepWeights> of(Prior prior, Map<String, ProductWeight> codes, Compute compute) {
        if (!compute.device().equals(Device.CPU) || compute.dtype() == DType.F64 || isWatched(prior)) {
            return Optional.empty();
        }
        boolean half = compute.dtype() != DType.F32;
        var config = prior.config();
        var pass = Pass.evaluation(compute);
        var parameters = prior.parameters();
        int width = config.transformer().width();
        var room = new CodedRoom();
        var stack =
                StepStack.of(config.transformer(), new Source(parameters, codes, pass), half, room, compute.threads());
        String out = CODES + "x_out.weight";
        var read = Optional.ofNullable(codes.get(out))
                .filter(Matrix::isCoded)
                .map(its -> Matrix.of(its, new float[0], room))
                .orElseGet(() ->
                        Matrix.of(transposed(parameters, out, pass), width, config.vocabulary(), new float[0], half));
        return Optional.of(new StepWeights(
                config,
                stack,
                floats(parameters, CODES + "x_emb.weight", pass),
                floats(parameters, CODES + "pos_emb.pos_emb", pass),
                read));
    }

    private record Source(Map<String, Parameter> parameters, Map<String, ProductWeight> codes, Pass pass)
            implements StepSource {
        private static final String LAYERS = CODES + "transformer._attn_mods.";

        @Override
        public float[] numbers(String name) {
            return floats(parameters, LAYERS + name, pass);
        }

        @Override
        public Optional<ProductWeight> codes(String name) {
            return Optional.ofNullable(codes.get(LAYERS + name));
        }
    }

    /// Bytes that such a copy takes at most.
    public static long bytes(PriorConfig config, Compute compute) {
        if (!compute.device().equals(Device.CPU) || compute.dtype() == DType.F64) return 0;
        var transformer = config.transformer();
        long width = transformer.width();
        long matrices = transformer.parameterCount() + width * config.vocabulary();
        long tables = width * (config.vocabulary() + transformer.positions());
        return matrices * (compute.dtype() == DType.F32 ? Float.BYTES : Short.BYTES) + tables * Float.BYTES;
    }

    private static boolean isWatched(Module module) {
        return (module instanceof Layer layer && layer.transformsOutput())
                || module.children().values().stream().anyMatch(StepWeights::isWatched);
    }

    private static float[] floats(Map<String, Parameter> parameters, String name, Pass pass) {
        try (var _ = Scope.open()) {
            return value(parameters, name, pass).toFloats();
        }
    }

    private static float[] transposed(Map<String, Parameter> parameters, String name, Pass pass) {
        try (var _ = Scope.open()) {
            return value(parameters, name, pass).transpose(0, 1).contiguous().toFloats();
        }
    }

    private static Tensor value(Map<String, Parameter> parameters, String name, Pass pass) {
        var parameter = parameters.get(name);
        if (parameter == null) throw new IllegalStateException("the prior has no parameter " + name);
        return parameter.value(pass).detach();
    }

    StepStack.Run run(int batch) {
        return stack.run(batch, config.lyricTokens());
    }

    /// What enters the first layer at a position that follows an id; what conditions it is not in yet.
    void embed(int id, int position, float[] into) {
        int width = into.length;
        for (int i = 0; i < width; i++) into[i] = ids[id * width + i] + positions[position * width + i];
    }

    /// The same at the very first position, which is given.
    void place(float[] first, float[] into) {
        for (int i = 0; i < into.length; i++) into[i] = first[i] + positions[i];
    }

    /// What leaves the last layer → logits.
    void logits(float[][] x, float[][] into) {
        stack.multiply(read, x, into, x.length);
    }

    @Override
    public void close() {
        stack.close();
    }
}
