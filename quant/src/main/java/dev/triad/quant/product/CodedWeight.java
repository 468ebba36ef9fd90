// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.product;

import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A product-coded weight: every block is an entry of a codebook, codes stay as they are, and what trains is the
/// codebook and, where there are any, one scale per output. Layers see the decoded weight in training and
/// evaluation alike; the master weight is neither read nor trained.
public final class CodedWeight implements WeightTransform, AutoCloseable {
    private final Codebook codebook;
    private final boolean owner;
    private final Tensor codes;
    private final @Nullable Tensor rowScales;
    private final int blocksPerRow;

    /// @param parameter whose weight it is
    /// @param codes one per block, unsigned, blocks running through the rows of outputs
    /// @param codebook the entries
    /// @param owner whether the codebook is trained, saved and freed with this weight; of those that share one,
    ///     one is
    /// @param rowScales what the decoded rows are multiplied by, or null
    public CodedWeight(
            Parameter parameter, byte[] codes, Codebook codebook, boolean owner, float @Nullable [] rowScales) {
        this.codebook = codebook;
        this.owner = owner;
        long rows = WeightRows.rows(parameter);
        blocksPerRow = Math.toIntExact(
                WeightRows.requireDivisible(parameter.name(), WeightRows.columns(parameter), codebook.blockSize()));
        if (codes.length != rows * blocksPerRow) {
            throw new IllegalArgumentException(
                    parameter.name() + " has " + rows * blocksPerRow + " blocks, not " + codes.length + " codes");
        }
        if (rowScales != null && rowScales.length != rows) {
            throw new IllegalArgumentException(
                    parameter.name() + " has " + rows + " rows, not " + rowScales.length + " scales");
        }
        var device = parameter.master().device();
        try (var _ = Scope.open()) {
            this.codes = wide(codes, device).copy().keep();
            this.rowScales = rowScales == null
                    ? null
                    : Tensors.of(rowScales, rows, 1)
                            .to(device)
                            .copy()
                            .requiresGrad(true)
                            .keep();
        }
    }

    private static Tensor wide(byte[] codes, Device device) {
        var numbers = new int[codes.length];
        for (int i = 0; i < codes.length; i++) numbers[i] = codes[i] & 0xFF;
        return Tensors.of(numbers).to(device);
    }

    /// The codebook.
    public Codebook codebook() {
        return codebook;
    }

    /// One code per block, unsigned, blocks running through the rows of outputs.
    public byte[] codes() {
        var numbers = codes.toInts();
        var bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) bytes[i] = (byte) numbers[i];
        return bytes;
    }

    /// What decoded rows are multiplied by, if anything.
    public Optional<float[]> rowScales() {
        return Optional.ofNullable(rowScales).map(Tensor::toFloats);
    }

    @Override
    public Tensor apply(Parameter parameter, Tensor weight, Pass pass) {
        long rows = WeightRows.rows(parameter);
        var decoded = codebook.blocks(codes).view(rows, (long) blocksPerRow * codebook.blockSize());
        if (rowScales != null) decoded = decoded.mul(rowScales);
        var shape = parameter.shape();
        int axis = parameter.outputAxis();
        if (axis == 0) return decoded.view(shape);
        long[] turned = shape.clone();
        turned[0] = shape[axis];
        turned[axis] = shape[0];
        return decoded.view(turned).transpose(0, axis).contiguous();
    }

    @Override
    public Tensor gather(Parameter parameter, Tensor weight, Tensor ids, Pass pass) {
        if (parameter.outputAxis() != 0) return WeightTransform.super.gather(parameter, weight, ids, pass);
        var flat = ids.reshape(-1);
        var looked = codes.view(-1, blocksPerRow).index_select(0, flat).reshape(-1); // [n · blocks]
        var rows = codebook.blocks(looked).view(flat.count(), -1); // [n, width]
        if (rowScales != null) rows = rows.mul(rowScales.index_select(0, flat));
        var shape = java.util.Arrays.copyOf(ids.shape(), ids.rank() + 1);
        shape[shape.length - 1] = rows.size(1);
        return rows.view(shape);
    }

    @Override
    public Map<String, Tensor> leaves() {
        var leaves = new LinkedHashMap<String, Tensor>();
        if (owner) leaves.put("centroids", codebook.centroids());
        if (rowScales != null) leaves.put("row_scale", rowScales);
        return leaves;
    }

    @Override
    public boolean replacesMaster() {
        return true;
    }

    @Override
    public boolean isPlainInEvaluation() {
        return false;
    }

    @Override
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>(leaves());
        state.put("codes", codes.to(DType.U8));
        return state;
    }

    @Override
    public void load(Map<String, Tensor> state) {
        var saved = Objects.requireNonNullElse(state.get("codes"), codes);
        if (saved.count() != codes.count()) {
            throw new IllegalArgumentException("there are " + codes.count() + " codes, not " + saved.count());
        }
        if (owner) codebook.assign(required(state, "centroids"));
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            codes.copy_(saved.reshape(-1));
            if (rowScales != null) rowScales.copy_(required(state, "row_scale"));
        }
    }

    private static Tensor required(Map<String, Tensor> state, String name) {
        var tensor = state.get(name);
        if (tensor == null) throw new IllegalArgumentException("there are no saved " + name);
        return tensor;
    }

    @Override
    public void close() {
        codes.close();
        if (rowScales != null) rowScales.close();
        if (owner) codebook.close();
    }
}
