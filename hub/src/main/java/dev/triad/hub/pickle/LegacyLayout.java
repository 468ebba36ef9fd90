// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `torch.save` wrote before version 1.6, and what OpenAI's `.pth.tar` are despite their name: five pickles in
/// a row (a magic number, the version of the protocol, facts about the machine, the object, the keys of its
/// storages), then for each key the number of its elements (64 bits, little-endian) and the elements.
///
/// @param storages where they lie, by key
record LegacyLayout(@Nullable Object root, Map<String, Stretch> storages) implements StorageFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    /// The opcode that every pickle since protocol 2 starts with.
    private static final byte PROTO = (byte) 0x80;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    static boolean recognises(MemorySegment file) {
        return file.byteSize() > 0 && file.get(ValueLayout.JAVA_BYTE, 0) == PROTO;
    }

    static LegacyLayout read(String place, MemorySegment file) throws ModelFileException {
        var input = new PickleInput(file, 0, TensorUnpickler.LONGEST);
        if (!MAGIC.equals(TensorUnpickler.read(place, input).root())) {
            throw new ModelFileException(place, "is a pickle, but not one that torch.save wrote");
        }
        var protocol = TensorUnpickler.read(place, input).root();
        if (!(protocol instanceof Integer version) || version != PROTOCOL) {
            throw new ModelFileException(place, "is written in a version of PyTorch's protocol other than " + PROTOCOL);
        }
        if (!(TensorUnpickler.read(place, input).root() instanceof Map<?, ?> machine)
                || !Boolean.TRUE.equals(machine.get("little_endian"))) {
            throw new ModelFileException(
                    place,
                    "was not written on a little-endian machine; load and save it on another, or with a newer"
                            + " PyTorch");
        }
        var object = TensorUnpickler.read(place, input);
        if (!(TensorUnpickler.read(place, input).root() instanceof List<?> keys)) {
            throw new ModelFileException(place, "lacks the list of its storages (byte " + input.position() + ")");
        }
        var stretches = stretches(place, file, input.position(), keys, types(place, object.storages()));
        return new LegacyLayout(object.root(), stretches);
    }

    /// How long the elements of a storage are, which only the references to it say.
    private static Map<String, StorageRef> types(String place, List<StorageRef> references) throws ModelFileException {
        var byKey = new HashMap<String, StorageRef>();
        for (var reference : references) {
            var earlier = byKey.putIfAbsent(reference.key(), reference);
            if (earlier != null && earlier.byteLength() != reference.byteLength()) {
                throw new ModelFileException(
                        place, "gives storage " + Quote.of(reference.key()) + " two different lengths");
            }
        }
        return byKey;
    }

    private static Map<String, Stretch> stretches(
            String place, MemorySegment file, long start, List<?> keys, Map<String, StorageRef> references)
            throws ModelFileException {
        var stretches = new HashMap<String, Stretch>();
        long at = start;
        for (var key : keys) {
            var reference = key instanceof String name ? references.get(name) : null;
            if (reference == null) {
                throw new ModelFileException(place, "lists a storage that its pickle does not know");
            }
            String storage = "storage " + Quote.of(reference.key());
            long room = file.byteSize() - at - Long.BYTES;
            if (room < 0 || reference.byteLength() > room) {
                throw new ModelFileException(
                        place,
                        "ends within " + storage + " of " + reference.byteLength() + " bytes, which starts at byte "
                                + at + "; the file is cut short");
            }
            long count = file.get(LONG, at);
            if (count != reference.count()) {
                throw new ModelFileException(
                        place,
                        "has " + count + " elements in " + storage + " where its pickle tells of " + reference.count()
                                + " (byte " + at + ")");
            }
            at += Long.BYTES;
            if (stretches.put(reference.key(), new Stretch(file, at, reference.byteLength())) != null) {
                throw new ModelFileException(place, "has two of " + storage);
            }
            at += reference.byteLength();
        }
        return stretches;
    }

    @Override
    public Storage find(StorageRef storage) {
        var found = storages.get(storage.key());
        if (found == null) {
            throw new IllegalArgumentException("lies in storage " + Quote.of(storage.key()) + ", which is missing");
        }
        return found;
    }

    /// A storage where it lies in the file.
    record Stretch(MemorySegment file, long fileOffset, long length) implements Storage {
        @Override
        public MemorySegment bytes() {
            return file.asSlice(fileOffset, length);
        }
    }
}
