// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What `torch.save` has written since version 1.6: a zip archive of one folder with `data.pkl`, the pickle, and a
/// file `data/KEY` for each storage, stored and aligned so that it can be mapped; `byteorder` where it is known.
///
/// @param folder the name of the folder, which is of no other use
record ZipLayout(
        ZipArchive archive, String folder, @Nullable Object root) implements StorageFile {
    private static final String PICKLE = "/data.pkl";

    static boolean recognises(MemorySegment file) {
        return file.byteSize() >= 4 && file.get(ZipArchive.INT, 0) == ZipArchive.LOCAL_HEADER;
    }

    static ZipLayout read(String place, MemorySegment file, Arena memory) throws ModelFileException {
        var archive = ZipArchive.read(place, file, memory);
        var pickle = pickle(place, archive);
        String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
        if (archive.find(folder + "/constants.pkl").isPresent()) {
            throw new ModelFileException(
                    place, "is a TorchScript program, not a checkpoint; save its state_dict() and import that");
        }
        requireLittleEndian(place, archive, folder);
        if (pickle.length() > TensorUnpickler.LONGEST) {
            throw new ModelFileException(
                    place,
                    "has a pickle of " + pickle.length() + " bytes where at most " + TensorUnpickler.LONGEST
                            + " are read");
        }
        var input = new PickleInput(pickle.bytes(), 0, TensorUnpickler.LONGEST);
        return new ZipLayout(archive, folder, TensorUnpickler.read(place, input).root());
    }

    private static ZipEntry pickle(String place, ZipArchive archive) throws ModelFileException {
        for (var entry : archive.entries()) {
            if (entry.name().endsWith(PICKLE)
                    && entry.name().indexOf('/') == entry.name().length() - PICKLE.length()) {
                return entry;
            }
        }
        throw new ModelFileException(place, "is a zip archive without the data.pkl of a PyTorch checkpoint");
    }

    private static void requireLittleEndian(String place, ZipArchive archive, String folder) throws ModelFileException {
        var order = archive.find(folder + "/byteorder");
        if (order.isPresent() && order.get().length() < 100) {
            var bytes = order.get().bytes().toArray(ValueLayout.JAVA_BYTE);
            String name = new String(bytes, StandardCharsets.US_ASCII).strip();
            if (!name.equals("little")) {
                throw new ModelFileException(
                        place,
                        "has the byte order " + Quote.of(name)
                                + ", where only little-endian files are read; load and save it on another machine");
            }
        }
    }

    @Override
    public Storage find(StorageRef storage) {
        var entry = archive.find(folder + "/data/" + storage.key());
        if (entry.isEmpty()) {
            throw new IllegalArgumentException("lies in storage " + Quote.of(storage.key()) + ", which is missing");
        }
        if (entry.get().length() != storage.byteLength()) {
            throw new IllegalArgumentException(
                    "lies in storage " + Quote.of(storage.key()) + " of " + storage.byteLength()
                            + " bytes by the pickle, of " + entry.get().length() + " in the archive");
        }
        return entry.get();
    }
}
