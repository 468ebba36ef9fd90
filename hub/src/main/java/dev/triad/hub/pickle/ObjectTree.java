// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tensors of a pickled object under dotted names: `{"model": {"x_emb.weight": …}, "best": [0.1, …]}` has a
/// tensor `model.x_emb.weight` and the plain values `best.0`, ….
///
/// An object of a pickle is no tree: one list can be in many places, or in itself. What it unfolds to is bounded.
final class ObjectTree {
    private static final int DEEPEST = 100;
    private static final int MOST_VALUES = 1_000_000;

    /// Characters of all names on the way, and of all plain values.
    private static final long MOST_TEXT = 64L << 20;

    private final String place;
    private final SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final SortedMap<String, String> plain = new TreeMap<>();
    private int values;
    private long text;

    private ObjectTree(String place) {
        this.place = place;
    }

    static ObjectTree of(String place, @Nullable Object root) throws ModelFileException {
        var tree = new ObjectTree(place);
        tree.unfold("", root, 0);
        return tree;
    }

    /// In the order of the pickle.
    SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /// Numbers, truth values and text.
    SortedMap<String, String> plain() {
        return plain;
    }

    private void unfold(String name, @Nullable Object value, int depth) throws ModelFileException {
        text += name.length();
        if (depth > DEEPEST || ++values > MOST_VALUES || text > MOST_TEXT) {
            throw new ModelFileException(
                    place,
                    "has dictionaries that contain each other, or more values than any model, at " + Quote.of(name));
        }
        switch (value) {
            case Map<?, ?> dictionary -> {
                for (var entry : dictionary.entrySet()) {
                    unfold(join(name, keyText(entry.getKey())), entry.getValue(), depth + 1);
                }
            }
            case List<?> list -> unfoldAll(name, list, depth);
            case Object[] tuple -> unfoldAll(name, Arrays.asList(tuple), depth);
            case StoredTensor tensor -> put(tensors, name, tensor);
            case String string -> putText(name, string);
            case Number number -> putText(name, number.toString());
            case Boolean truth -> putText(name, truth.toString());
            // None, bytes, sets, types and devices: nothing a reader of models would miss.
            case null, default -> {}
        }
    }

    private void unfoldAll(String name, List<?> list, int depth) throws ModelFileException {
        int index = 0;
        for (Iterator<?> i = list.iterator(); i.hasNext(); index++) {
            unfold(join(name, Integer.toString(index)), i.next(), depth + 1);
        }
    }

    private void putText(String name, String value) throws ModelFileException {
        text += value.length();
        put(plain, name, value);
    }

    private <T> void put(Map<String, T> target, String name, T value) throws ModelFileException {
        if (Quote.isBroken(name)) {
            throw new ModelFileException(place, "holds half a surrogate pair in the name " + Quote.of(name));
        }
        if (target.put(name, value) != null) {
            throw new ModelFileException(place, "has two values under the name " + Quote.of(name));
        }
    }

    private static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    private static String keyText(@Nullable Object key) {
        return key == null ? "None" : key.toString();
    }
}
