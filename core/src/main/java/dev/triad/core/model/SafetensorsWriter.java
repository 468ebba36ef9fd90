// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Writes a safetensors file that was planned in a [SafetensorsHeader], tensor by tensor, in any order and in
/// pieces.
///
/// ```java
/// try (var writer = SafetensorsWriter.create(path, header)) {
///     for (var tensor : header.tensors()) {
///         writer.write(tensor.name(), bytesOf(tensor));
///     }
///     writer.commit();
/// }
/// ```
///
/// The file appears under its name at [#commit], complete and flushed to the disk; closed without it, nothing has
/// happened. The same plan and data give the same bytes. Nothing is held in memory but a staging buffer. Not for
/// use by several threads at once.
public final class SafetensorsWriter implements AutoCloseable {
    private static final int STAGING_BYTES = 1 << 20;

    /// Native memory goes to the file as it is, but a byte buffer reaches no further than this.
    private static final int LARGEST_PIECE = 1 << 30;

    private final Path path;
    private final SafetensorsHeader header;
    private final AtomicFile file;
    private final Map<String, Long> written = new HashMap<>();
    private final MemorySegment staging = Arena.ofAuto().allocate(STAGING_BYTES, 64);

    private SafetensorsWriter(Path path, SafetensorsHeader header, AtomicFile file) {
        this.path = path;
        this.header = header;
        this.file = file;
    }

    /// Starts a file. Whatever has its name stays untouched until [#commit].
    public static SafetensorsWriter create(Path path, SafetensorsHeader header) throws IOException {
        var file = AtomicFile.create(path);
        try {
            var writer = new SafetensorsWriter(path, header, file);
            writer.writeAt(0, MemorySegment.ofArray(header.encode()));
            return writer;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Appends bytes to a tensor: all of it, or its next piece. They are taken as they are, so they must be
    /// little-endian.
    ///
    /// @param bytes native memory or any heap array's segment
    /// @throws IllegalArgumentException when there is no such tensor or it would become too long
    public void write(String tensor, MemorySegment bytes) throws IOException {
        writeAt(advance(planned(tensor), bytes.byteSize()), bytes);
    }

    /// Appends bytes to a tensor of any type.
    ///
    /// @throws IllegalArgumentException when there is no such tensor or it would become too long
    public void write(String tensor, byte[] bytes) throws IOException {
        write(tensor, MemorySegment.ofArray(bytes));
    }

    /// Appends numbers to a tensor of floats: F32, F64, or F16 and BF16, for which they are rounded to the
    /// nearest, ties to even.
    ///
    /// @throws IllegalArgumentException when there is no such tensor of floats or it would become too long
    public void write(String tensor, float[] numbers) throws IOException {
        var planned = planned(tensor);
        switch (planned.dtype()) {
            case F32 ->
                writeStaged(
                        planned,
                        numbers.length,
                        (from, count) -> MemorySegment.copy(numbers, from, staging, Elements.FLOAT, 0, count));
            case F64 ->
                writeStaged(planned, numbers.length, (from, count) -> {
                    for (int i = 0; i < count; i++) {
                        staging.set(Elements.DOUBLE, 8L * i, numbers[from + i]);
                    }
                });
            case F16 ->
                writeStaged(planned, numbers.length, (from, count) -> {
                    for (int i = 0; i < count; i++) {
                        staging.set(Elements.SHORT, 2L * i, Float.floatToFloat16(numbers[from + i]));
                    }
                });
            case BF16 ->
                writeStaged(planned, numbers.length, (from, count) -> {
                    for (int i = 0; i < count; i++) {
                        staging.set(Elements.SHORT, 2L * i, Bfloat16.fromFloat(numbers[from + i]));
                    }
                });
            default -> throw wrongType(planned, "float[]");
        }
    }

    /// Appends numbers to a tensor of type I32.
    ///
    /// @throws IllegalArgumentException when there is no such tensor of that type or it would become too long
    public void write(String tensor, int[] numbers) throws IOException {
        var planned = planned(tensor);
        if (planned.dtype() != DType.I32) {
            throw wrongType(planned, "int[]");
        }
        writeStaged(
                planned,
                numbers.length,
                (from, count) -> MemorySegment.copy(numbers, from, staging, Elements.INT, 0, count));
    }

    /// Appends numbers to a tensor of type I64.
    ///
    /// @throws IllegalArgumentException when there is no such tensor of that type or it would become too long
    public void write(String tensor, long[] numbers) throws IOException {
        var planned = planned(tensor);
        if (planned.dtype() != DType.I64) {
            throw wrongType(planned, "long[]");
        }
        writeStaged(
                planned,
                numbers.length,
                (from, count) -> MemorySegment.copy(numbers, from, staging, Elements.LONG, 0, count));
    }

    /// Publishes the file: flushes it, gives it its name, flushes the folder.
    ///
    /// @throws IllegalStateException when a tensor is not written to its end
    public void commit() throws IOException {
        for (var tensor : header.tensors()) {
            long bytes = written.getOrDefault(tensor.name(), 0L);
            if (bytes != tensor.byteLength()) {
                throw new IllegalStateException(
                        path + ": tensor " + Quote.of(tensor.name()) + " has " + bytes + " of its "
                                + tensor.byteLength() + " bytes; a file is committed when all tensors are written");
            }
        }
        file.commit();
    }

    /// Forgets what was written unless it was committed.
    @Override
    public void close() throws IOException {
        file.close();
    }

    /// Puts elements of an array, from index `from` on, at the start of the staging buffer.
    private interface Stager {
        void stage(int from, int count);
    }

    private void writeStaged(TensorInfo tensor, int count, Stager stager) throws IOException {
        int elementBytes = tensor.dtype().bits() / 8;
        long position = advance(tensor, (long) count * elementBytes);
        int capacity = STAGING_BYTES / elementBytes;
        for (int done = 0; done < count; done += capacity) {
            int piece = Math.min(capacity, count - done);
            stager.stage(done, piece);
            writeAt(position + (long) done * elementBytes, staging.asSlice(0, (long) piece * elementBytes));
        }
    }

    private TensorInfo planned(String name) {
        return header.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        path + ": tensor " + Quote.of(name) + " was not declared in the header"));
    }

    /// Reserves the next bytes of a tensor and says where in the file they go.
    private long advance(TensorInfo tensor, long bytes) {
        long before = written.getOrDefault(tensor.name(), 0L);
        if (bytes > tensor.byteLength() - before) {
            throw new IllegalArgumentException(path + ": tensor " + Quote.of(tensor.name()) + " has "
                    + tensor.byteLength() + " bytes; " + bytes + " more after " + before + " are too many");
        }
        written.put(tensor.name(), before + bytes);
        return tensor.byteOffset() + before;
    }

    private void writeAt(long position, MemorySegment bytes) throws IOException {
        int largest = bytes.isNative() ? LARGEST_PIECE : STAGING_BYTES;
        for (long done = 0; done < bytes.byteSize(); ) {
            long length = Math.min(largest, bytes.byteSize() - done);
            var piece = bytes.asSlice(done, length);
            if (!bytes.isNative()) {
                MemorySegment.copy(piece, 0, staging, 0, length);
                piece = staging.asSlice(0, length);
            }
            writeFully(file.channel(), position + done, piece.asByteBuffer());
            done += length;
        }
    }

    private static void writeFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private IllegalArgumentException wrongType(TensorInfo tensor, String array) {
        return new IllegalArgumentException(path + ": tensor " + Quote.of(tensor.name()) + " was declared "
                + tensor.dtype() + " and cannot be written from a " + array + "; pass its bytes");
    }
}
