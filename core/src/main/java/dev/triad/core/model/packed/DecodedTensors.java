// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The weights of a packed model as an ordinary checkpoint has them: floats (F32) under their names, tied ones
/// under each. What reads checkpoints reads packed models through this, in the memory of the dense model.
public final class DecodedTensors implements TensorSource {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final PackedModel model;
    private final SequencedMap<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<String, MemorySegment> decoded = new HashMap<>();
    private final Arena arena = Arena.ofShared();

    /// Looks at a model as a checkpoint; closing this closes it.
    public DecodedTensors(PackedModel model) throws ModelFileException {
        this.model = model;
        var content = model.content();
        var shapes = new TreeMap<String, WeightShape>();
        content.weights().forEach((name, weight) -> shapes.put(name, weight.shape()));
        for (String alias : content.aliases().keySet()) {
            shapes.put(alias, model.weight(alias).shape());
        }
        shapes.forEach((name, shape) -> tensors.put(
                name, new TensorInfo(name, DType.F32, shape.toLongs(), 0, DType.F32.byteLength(shape.toLongs()))));
    }

    @Override
    public String place() {
        return model.place();
    }

    /// Nothing: what the file says is in [PackedModel#description()].
    @Override
    public Map<String, String> metadata() {
        return Collections.emptyMap();
    }

    /// All weights by name; their places in a file are unknown, and given as 0.
    @Override
    public List<TensorInfo> tensors() {
        return new ArrayList<>(tensors.values());
    }

    @Override
    public TensorInfo tensor(String name) throws ModelFileException {
        var info = tensors.get(name);
        if (info == null) {
            throw new ModelFileException(place(), "has no weight " + Quote.of(name));
        }
        return info;
    }

    /// The numbers of a weight, outside the heap and aligned; computed when they are first asked for.
    @Override
    public MemorySegment segment(String name) throws ModelFileException {
        var info = tensor(name);
        synchronized (decoded) {
            var known = decoded.get(name);
            if (known == null) {
                known = arena.allocate(info.byteLength(), 64);
                var weight = model.weight(name);
                var row = new float[weight.shape().columns()];
                for (int i = 0; i < weight.shape().rows(); i++) {
                    weight.decodeRow(i, row, 0);
                    MemorySegment.copy(row, 0, known, FLOAT, 4L * i * row.length, row.length);
                }
                decoded.put(name, known.asReadOnly());
            }
            return known.asReadOnly();
        }
    }

    @Override
    public void close() {
        arena.close();
        model.close();
    }
}
