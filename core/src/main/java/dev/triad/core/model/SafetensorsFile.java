// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A safetensors file, mapped into memory: opening reads the header, tensors are read by the pages they touch.
///
/// Any thread may read it. What [#segment] gave is invalid after [#close]; arrays are copies and stay.
public final class SafetensorsFile implements TensorSource {
    private final String place;
    private final MemorySegment bytes;
    private final @Nullable Arena mapping;
    private final SafetensorsHeader header;

    private SafetensorsFile(String place, MemorySegment bytes, @Nullable Arena mapping) throws ModelFileException {
        this.place = place;
        this.bytes = bytes.asReadOnly();
        this.mapping = mapping;
        this.header = SafetensorsHeader.read(place, this.bytes);
    }

    /// Maps a file and checks its header.
    ///
    /// @throws ModelFileException when there is no such file or it is no safetensors file
    @SuppressWarnings("MustBeClosedChecker") // the mapping is closed with the file
    public static SafetensorsFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new ModelFileException(path.toString(), "is a folder where a safetensors file was expected");
        }
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafetensorsFile(path.toString(), bytes, arena);
        } catch (NoSuchFileException e) {
            arena.close();
            throw new ModelFileException(path.toString(), "there is no such file");
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Reads a file that lies in memory already. The bytes are neither copied nor released.
    ///
    /// @param place how errors call it
    /// @throws ModelFileException when the bytes are not a safetensors file
    public static SafetensorsFile of(String place, MemorySegment bytes) throws ModelFileException {
        return new SafetensorsFile(place, bytes, null);
    }

    /// The header: sizes, offsets, metadata.
    public SafetensorsHeader header() {
        return header;
    }

    @Override
    public String place() {
        return place;
    }

    /// Free text by key.
    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// All tensors in the order of their bytes in the file.
    @Override
    public List<TensorInfo> tensors() {
        return header.tensors();
    }

    @Override
    public TensorInfo tensor(String name) throws ModelFileException {
        var found = header.find(name);
        if (found.isEmpty()) {
            throw new ModelFileException(place, "has no tensor " + Quote.of(name));
        }
        return found.get();
    }

    /// The bytes of a tensor, read-only, where they lie in the file. They need not be aligned to the elements:
    /// read them with unaligned little-endian layouts.
    ///
    /// @throws ModelFileException when the file has no tensor of that name
    @Override
    public MemorySegment segment(String name) throws ModelFileException {
        var tensor = tensor(name);
        return bytes.asSlice(tensor.byteOffset(), tensor.byteLength());
    }

    /// Unmaps the file.
    @Override
    public void close() {
        if (mapping != null) {
            mapping.close();
        }
    }
}
