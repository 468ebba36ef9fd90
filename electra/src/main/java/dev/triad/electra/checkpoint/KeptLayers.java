// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// A checkpoint of which only some layers are left, numbered anew from 0; everything that is in no layer stays as it
/// is. Closing it closes the whole one.
public final class KeptLayers implements TensorSource {
    /// A layer's number in the names of Hugging Face and of TensorFlow checkpoints.
    private static final Pattern LAYER = Pattern.compile("(.*\\blayer[._])(\\d+)([./].*)");

    private final TensorSource whole;
    private final SequencedMap<String, TensorInfo> left = new LinkedHashMap<>();
    private final Map<String, String> originals = new HashMap<>();

    /// @param whole the checkpoint
    /// @param kept numbers of the layers that are left, rising
    public KeptLayers(TensorSource whole, List<Integer> kept) {
        this.whole = whole;
        for (var info : whole.tensors()) {
            rename(info.name(), kept).ifPresent(name -> {
                left.put(name, new TensorInfo(name, info.dtype(), info.shape(), info.byteOffset(), info.byteLength()));
                originals.put(name, info.name());
            });
        }
    }

    /// The name of a tensor when only some layers are left, or nothing for one that is in another layer.
    static Optional<String> rename(String name, List<Integer> kept) {
        var matcher = LAYER.matcher(name);
        if (!matcher.matches()) return Optional.of(name);
        int number = kept.indexOf(Integer.parseInt(matcher.group(2)));
        return number < 0 ? Optional.empty() : Optional.of(matcher.group(1) + number + matcher.group(3));
    }

    @Override
    public String place() {
        return whole.place();
    }

    @Override
    public Map<String, String> metadata() {
        return whole.metadata();
    }

    @Override
    public List<TensorInfo> tensors() {
        return List.copyOf(left.values());
    }

    @Override
    public TensorInfo tensor(String name) throws ModelFileException {
        var info = left.get(name);
        if (info == null) throw new ModelFileException(place(), "there is no tensor " + name);
        return info;
    }

    @Override
    public MemorySegment segment(String name) throws ModelFileException {
        tensor(name);
        return whole.segment(originals.getOrDefault(name, name));
    }

    @Override
    public void close() {
        whole.close();
    }
}
