// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A trainable tensor with its place in the model: the master weight, how it was initialised, which axis is the
/// output, and the [WeightTransform] layers see it through.
public final class Parameter implements AutoCloseable {
    private final Initializer initializer;
    private final int outputAxis;
    private String name;
    private Tensor master;
    private boolean trainable = true;
    private WeightTransform transform = WeightTransform.IDENTITY;

    Parameter(String name, Initializer initializer, int outputAxis, long... shape) {
        this.name = name;
        this.initializer = initializer;
        this.outputAxis = outputAxis;
        try (var _ = Scope.open()) {
            master = Tensors.zeros(DType.F32, Device.CPU, shape)
                    .requiresGrad(true)
                    .keep();
        }
    }

    /// The dotted name in the whole model, which keys its initialisation and its noise.
    public String name() {
        return name;
    }

    void rename(String fullName) {
        name = fullName;
    }

    public long[] shape() {
        return master.shape();
    }

    /// Number of elements.
    public long count() {
        return master.count();
    }

    /// The axis whose entries are the layer's outputs: 0 for [out, in] and [out, in, k], 1 for [in, out] and [in,
    /// out, k].
    public int outputAxis() {
        return outputAxis;
    }

    /// The master weight: what optimisers write and checkpoints hold.
    public Tensor master() {
        return master;
    }

    /// The weight a layer computes with.
    public Tensor value(Pass pass) {
        return transform.apply(this, master, pass);
    }

    /// The rows a lookup of `ids` yields: [ids…, width].
    public Tensor rows(Tensor ids, Pass pass) {
        return transform.gather(this, master, ids, pass);
    }

    public WeightTransform transform() {
        return transform;
    }

    /// Installs a transform in place of the one before.
    public void transform(WeightTransform replacement) {
        transform = replacement;
    }

    /// The tensors that train on this parameter's behalf, by suffix to its name: the master weight (suffix ""), or
    /// what its transform trains instead.
    public Map<String, Tensor> leaves() {
        if (!transform.replacesMaster()) return Map.of("", master);
        var leaves = new LinkedHashMap<String, Tensor>();
        transform.leaves().forEach((suffix, tensor) -> leaves.put("." + suffix, tensor));
        return leaves;
    }

    public boolean isTrainable() {
        return trainable;
    }

    /// Freezes or thaws the master weight.
    public void trainable(boolean wanted) {
        trainable = wanted;
        try (var _ = Scope.open()) {
            master.requiresGrad(wanted);
            if (!wanted) master.clearGrad();
        }
    }

    /// Overwrites the master weight.
    ///
    /// @throws IllegalArgumentException when the shapes differ
    public void assign(Tensor value) {
        if (!Arrays.equals(value.shape(), master.shape())) {
            throw new IllegalArgumentException(
                    name + " has shape " + Arrays.toString(master.shape()) + ", not " + Arrays.toString(value.shape()));
        }
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            master.copy_(value);
        }
    }

    void initialize(RandomKey key) {
        try (var _ = Scope.open()) {
            var values = Tensors.empty(DType.F32, Device.CPU, master.shape());
            initializer.fill(key.named(name), values);
            assign(values);
        }
    }

    void move(Device device, DType dtype) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            if (master.device().equals(device) && master.dtype() == dtype) return;
            var moved = master.detach()
                    .to(dtype)
                    .to(device)
                    .copy()
                    .requiresGrad(trainable)
                    .keep();
            master.close();
            master = moved;
        }
    }

    @Override
    public void close() {
        master.close();
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(master.shape());
    }
}
