// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A part of a network: parameters, buffers and smaller modules, in order and under the names a checkpoint uses.
///
/// Subclasses declare their fields in the paper's order:
///
/// ```java
/// private final Linear dense = child("dense", new Linear(hidden, hidden));
/// private final LayerNorm norm = child("LayerNorm", new LayerNorm(hidden, 1e-12));
/// ```
///
/// A module owns native memory until [#close()]; it keeps no training mode and no generator, which travel in the
/// [Pass].
public abstract class Module implements AutoCloseable {
    private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    private final SequencedMap<String, Buffer> buffers = new LinkedHashMap<>();
    private final SequencedMap<String, Module> children = new LinkedHashMap<>();

    /// Declares a parameter whose outputs lie along axis 0.
    protected final Parameter parameter(String name, Initializer initializer, long... shape) {
        return orientedParameter(name, initializer, 0, shape);
    }

    /// Declares a parameter whose outputs lie along `outputAxis`.
    protected final Parameter orientedParameter(String name, Initializer initializer, int outputAxis, long... shape) {
        return share(name, new Parameter(name, initializer, outputAxis, shape));
    }

    /// Declares a parameter that another module has as well (a tied table). It is stored once.
    protected final Parameter share(String name, Parameter parameter) {
        requireFree(name);
        parameters.put(name, parameter);
        return parameter;
    }

    /// Declares state that is saved but not trained by gradients; starts as zeros.
    protected final Buffer buffer(String name, DType dtype, long... shape) {
        requireFree(name);
        var buffer = new Buffer(dtype, shape);
        buffers.put(name, buffer);
        return buffer;
    }

    /// Declares a smaller module.
    protected final <M extends Module> M child(String name, M module) {
        requireFree(name);
        children.put(name, module);
        return module;
    }

    /// Declares a smaller module whose names stand directly among this one's; at most one.
    protected final <M extends Module> M inline(M module) {
        if (children.putIfAbsent("", module) != null) throw new IllegalArgumentException("one inlined module at most");
        return module;
    }

    private static String prefix(String outer, String name) {
        return name.isEmpty() ? outer : outer + name + ".";
    }

    private void requireFree(String name) {
        if (name.isEmpty() || parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is empty or already declared in "
                    + getClass().getSimpleName());
        }
    }

    /// Every parameter by its dotted name, in declaration order. A shared one appears under each of its names.
    public final SequencedMap<String, Parameter> parameters() {
        var all = new LinkedHashMap<String, Parameter>();
        collectParameters("", all);
        return all;
    }

    private void collectParameters(String prefix, Map<String, Parameter> into) {
        parameters.forEach((name, parameter) -> into.put(prefix + name, parameter));
        children.forEach((name, module) -> module.collectParameters(prefix(prefix, name), into));
    }

    /// Every parameter once, under the first of its names.
    public final SequencedMap<String, Parameter> uniqueParameters() {
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var unique = new LinkedHashMap<String, Parameter>();
        parameters().forEach((name, parameter) -> {
            if (seen.add(parameter)) unique.put(name, parameter);
        });
        return unique;
    }

    /// Every buffer by its dotted name, in declaration order.
    public final SequencedMap<String, Tensor> buffers() {
        var all = new LinkedHashMap<String, Tensor>();
        collectBuffers("", all);
        return all;
    }

    private void collectBuffers(String prefix, Map<String, Tensor> into) {
        buffers.forEach((name, buffer) -> into.put(prefix + name, buffer.tensor()));
        children.forEach((name, module) -> module.collectBuffers(prefix(prefix, name), into));
    }

    /// The direct sub-modules by name.
    public final SequencedMap<String, Module> children() {
        return Collections.unmodifiableSequencedMap(children);
    }

    /// Number of trained values, shared ones counted once.
    public final long parameterCount() {
        return uniqueParameters().values().stream().mapToLong(Parameter::count).sum();
    }

    /// Tells every parameter its full name and draws its first values. Call it once on the whole model.
    public final void initialize(RandomKey key) {
        nameParameters();
        uniqueParameters().values().forEach(parameter -> parameter.initialize(key));
    }

    /// Tells every parameter its full name; loading does it as well.
    public final void nameParameters() {
        uniqueParameters().forEach((name, parameter) -> parameter.rename(name));
    }

    /// Moves parameters (and floating buffers) to a device and element type. Do it before an optimiser is made.
    public final void to(Device device, DType dtype) {
        uniqueParameters().values().forEach(parameter -> parameter.move(device, dtype));
        moveBuffers(device, dtype);
    }

    private void moveBuffers(Device device, DType dtype) {
        buffers.values().forEach(buffer -> buffer.move(device, dtype));
        children.values().forEach(child -> child.moveBuffers(device, dtype));
    }

    /// Loads every parameter and buffer by name, all or nothing.
    ///
    /// @param source tensors by dotted name; converted to each parameter's type and device
    /// @throws IllegalArgumentException that lists all missing, unexpected and wrongly shaped tensors together, and
    ///     shared parameters whose copies differ; nothing has been changed then
    public final void load(Map<String, Tensor> source) {
        nameParameters();
        var problems = new ArrayList<String>();
        var all = parameters();
        var buffers = buffers();
        var chosen = new IdentityHashMap<Parameter, String>();
        all.forEach((name, parameter) -> {
            var tensor = source.get(name);
            if (tensor == null) return;
            var earlier = chosen.putIfAbsent(parameter, name);
            if (!Arrays.equals(tensor.shape(), parameter.shape())) {
                problems.add(name + " has shape " + Arrays.toString(tensor.shape()) + ", expected "
                        + Arrays.toString(parameter.shape()));
            } else if (earlier != null && !equalValues(tensor, source.get(earlier))) {
                problems.add(name + " and " + earlier + " are one shared parameter but their values differ");
            }
        });
        buffers.forEach((name, buffer) -> {
            var tensor = source.get(name);
            if (tensor == null) problems.add("missing " + name);
            else if (!Arrays.equals(tensor.shape(), buffer.shape())) {
                problems.add(name + " has shape " + Arrays.toString(tensor.shape()) + ", expected "
                        + Arrays.toString(buffer.shape()));
            }
        });
        uniqueParameters().forEach((name, parameter) -> {
            if (!chosen.containsKey(parameter)) problems.add("missing " + name);
        });
        source.keySet().stream()
                .filter(name -> !all.containsKey(name) && !buffers.containsKey(name))
                .forEach(name -> problems.add("unexpected " + name));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " cannot be loaded: " + summary(problems));
        }
        chosen.forEach((parameter, name) -> parameter.assign(required(source, name)));
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            buffers.forEach((name, buffer) -> buffer.copy_(required(source, name)));
        }
    }

    private static Tensor required(Map<String, Tensor> source, String name) {
        var tensor = source.get(name);
        if (tensor == null) throw new IllegalArgumentException("missing " + name);
        return tensor;
    }

    private static boolean equalValues(Tensor a, @Nullable Tensor b) {
        if (b == null) return false;
        try (var _ = Scope.open()) {
            return Arrays.equals(a.shape(), b.shape()) && a.ne(b).sum().item() == 0;
        }
    }

    private static String summary(List<String> problems) {
        int shown = Math.min(problems.size(), 20);
        String list = String.join("; ", problems.subList(0, shown));
        return problems.size() > shown ? list + "; and " + (problems.size() - shown) + " more" : list;
    }

    /// Frees the native memory of all parameters and buffers.
    @Override
    public void close() {
        parameters.values().forEach(Parameter::close);
        buffers.values().forEach(Buffer::close);
        children.values().forEach(Module::close);
    }
}
