// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The plan of a safetensors file: its metadata and where each tensor lies.
///
/// One is either read from a file or built for a file to be written; the built one knows the size of the file
/// before a byte of it exists:
///
/// ```java
/// var header = SafetensorsHeader.builder()
///         .metadata("format", "pt")
///         .tensor("encoder.weight", DType.F32, 256, 256)
///         .build();
/// header.fileSize(); // to the byte
/// ```
public final class SafetensorsHeader {
    /// The longest header that readers accept, in bytes.
    public static final int LONGEST = 100_000_000;

    /// The key of the header that holds metadata, which no tensor may be called.
    static final String METADATA_KEY = "__metadata__";

    /// Bytes that give the header's length, and what it is padded to.
    static final int LENGTH_BYTES = 8;

    private static final ValueLayout.OfLong LENGTH_LAYOUT =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final SortedMap<String, String> metadata;
    private final Map<String, TensorInfo> tensors;
    private final long dataStart;
    private final long fileSize;

    private SafetensorsHeader(
            SortedMap<String, String> metadata, List<TensorInfo> inFileOrder, long dataStart, long fileSize) {
        this.metadata = Collections.unmodifiableSortedMap(metadata);
        var byName = LinkedHashMap.<String, TensorInfo>newLinkedHashMap(inFileOrder.size());
        inFileOrder.forEach(tensor -> byName.put(tensor.name(), tensor));
        this.tensors = Collections.unmodifiableMap(byName);
        this.dataStart = dataStart;
        this.fileSize = fileSize;
    }

    /// Reads and checks the header of a file that lies in memory (or is mapped into it).
    ///
    /// What it returns is sound: every tensor lies within the file, its length fits its shape, and the tensors
    /// cover the data without hole or overlap.
    ///
    /// @param place how errors call the file
    /// @throws ModelFileException when the bytes are not a safetensors file
    public static SafetensorsHeader read(String place, MemorySegment file) throws ModelFileException {
        long size = file.byteSize();
        if (size < LENGTH_BYTES) {
            throw new ModelFileException(
                    place, "is " + size + " bytes long, too short for the 8 bytes that start a safetensors file");
        }
        long length = file.get(LENGTH_LAYOUT, 0);
        if (length < 0 || length > LONGEST) {
            throw new ModelFileException(
                    place,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes where at most " + LONGEST
                            + " are allowed; it is no safetensors file");
        }
        if (length > size - LENGTH_BYTES) {
            throw new ModelFileException(
                    place,
                    "claims a header of " + length + " bytes but ends after " + (size - LENGTH_BYTES)
                            + "; the file is cut short");
        }
        byte[] json = file.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        long dataStart = LENGTH_BYTES + length;
        var parsed = HeaderParser.parse(place, json, dataStart, size);
        var ordered = inFileOrder(place, parsed.tensors(), dataStart, size);
        return new SafetensorsHeader(parsed.metadata(), ordered, dataStart, size);
    }

    /// Starts the plan of a new file.
    public static Builder builder() {
        return new Builder();
    }

    /// Free text by key, sorted by key.
    public SortedMap<String, String> metadata() {
        return metadata;
    }

    /// All tensors in the order of their bytes in the file.
    public List<TensorInfo> tensors() {
        return List.copyOf(tensors.values());
    }

    /// The tensor of that name, if the file has it.
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /// Where the first tensor's bytes start, counted from the start of the file.
    public long dataStart() {
        return dataStart;
    }

    /// The size of the whole file in bytes.
    public long fileSize() {
        return fileSize;
    }

    /// The file's first bytes: length, JSON, and spaces up to a multiple of eight.
    byte[] encode() {
        byte[] json = json(metadata, tensors.values(), dataStart);
        var bytes = new byte[Math.toIntExact(dataStart)];
        Arrays.fill(bytes, (byte) ' ');
        MemorySegment.ofArray(bytes).set(LENGTH_LAYOUT, 0, dataStart - LENGTH_BYTES);
        System.arraycopy(json, 0, bytes, LENGTH_BYTES, json.length);
        return bytes;
    }

    /// Sorts the tensors by offset and checks that each starts where the one before it ends.
    private static List<TensorInfo> inFileOrder(String place, List<TensorInfo> tensors, long dataStart, long size)
            throws ModelFileException {
        var ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(TensorInfo::byteOffset).thenComparingLong(TensorInfo::byteLength));
        long covered = dataStart;
        for (var tensor : ordered) {
            if (tensor.byteOffset() != covered) {
                throw new ModelFileException(
                        place,
                        "tensor " + Quote.of(tensor.name()) + " starts at byte " + tensor.byteOffset()
                                + (tensor.byteOffset() < covered
                                        ? ", inside the tensor before it, which ends at byte "
                                        : " and leaves a hole after byte ")
                                + covered);
            }
            covered = tensor.byteEnd();
        }
        if (covered != size) {
            throw new ModelFileException(
                    place,
                    "its tensors end at byte " + covered + " but the file has " + size + " bytes; " + (size - covered)
                            + " bytes belong to no tensor");
        }
        return ordered;
    }

    private static byte[] json(SortedMap<String, String> metadata, Iterable<TensorInfo> tensors, long dataStart) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA_KEY);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            for (var tensor : tensors) {
                json.writeObjectPropertyStart(tensor.name());
                json.writeStringProperty("dtype", tensor.dtype().name());
                json.writeName("shape");
                json.writeArray(tensor.shape(), 0, tensor.rank());
                json.writeName("data_offsets");
                json.writeArray(new long[] {tensor.byteOffset() - dataStart, tensor.byteEnd() - dataStart}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Collects what a file is to hold.
    public static final class Builder {
        private final SortedMap<String, String> metadata = new TreeMap<>();
        private final Map<String, TensorInfo> declared = new LinkedHashMap<>();
        private boolean inDeclaredOrder;

        private Builder() {}

        /// Adds an entry of the metadata, or replaces it.
        public Builder metadata(String key, String value) {
            metadata.put(requireSound(key), requireSound(value));
            return this;
        }

        /// Adds entries of the metadata, or replaces them.
        public Builder metadata(Map<String, String> entries) {
            entries.forEach(this::metadata);
            return this;
        }

        /// Declares a tensor.
        ///
        /// @throws IllegalArgumentException when the name is taken or reserved, or the shape impossible
        public Builder tensor(String name, DType dtype, long... shape) {
            if (name.equals(METADATA_KEY)) {
                throw new IllegalArgumentException("a tensor cannot be called " + METADATA_KEY);
            }
            TensorInfo tensor;
            try {
                tensor = new TensorInfo(name, dtype, shape, 0, dtype.byteLength(shape));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tensor " + Quote.of(name) + ": " + e.getMessage(), e);
            }
            if (declared.putIfAbsent(requireSound(name), tensor) != null) {
                throw new IllegalArgumentException("tensor " + Quote.of(name) + " is declared twice");
            }
            return this;
        }

        /// Lays the tensors out as they were declared. By default they are sorted by falling element size,
        /// which aligns each to its elements, then by name.
        public Builder inDeclaredOrder() {
            inDeclaredOrder = true;
            return this;
        }

        /// Lays the file out.
        ///
        /// @throws IllegalArgumentException when the header becomes longer than [#LONGEST] or the file than 2⁶³
        ///     bytes
        public SafetensorsHeader build() {
            var ordered = new ArrayList<>(declared.values());
            if (!inDeclaredOrder) {
                ordered.sort(Comparator.comparingInt(
                                (TensorInfo tensor) -> -tensor.dtype().bits())
                        .thenComparing(TensorInfo::name));
            }
            // Offsets in the header count from the end of the header, so its length does not depend on itself.
            byte[] json = json(metadata, place(ordered, 0), 0);
            long dataStart = LENGTH_BYTES + (json.length + LENGTH_BYTES - 1L) / LENGTH_BYTES * LENGTH_BYTES;
            if (dataStart - LENGTH_BYTES > LONGEST) {
                throw new IllegalArgumentException("the header would have " + (dataStart - LENGTH_BYTES)
                        + " bytes; at most " + LONGEST + " are allowed");
            }
            var placed = place(ordered, dataStart);
            return new SafetensorsHeader(
                    new TreeMap<>(metadata),
                    placed,
                    dataStart,
                    placed.isEmpty() ? dataStart : placed.getLast().byteEnd());
        }

        private static List<TensorInfo> place(List<TensorInfo> ordered, long start) {
            var placed = new ArrayList<TensorInfo>(ordered.size());
            long offset = start;
            for (var tensor : ordered) {
                if (tensor.byteLength() > Long.MAX_VALUE - offset) {
                    throw new IllegalArgumentException("the file would have more than 2^63 bytes");
                }
                placed.add(new TensorInfo(tensor.name(), tensor.dtype(), tensor.shape(), offset, tensor.byteLength()));
                offset += tensor.byteLength();
            }
            return placed;
        }

        private static String requireSound(String text) {
            if (Quote.isBroken(text)) {
                throw new IllegalArgumentException(
                        Quote.of(text) + " holds half a surrogate pair, which is no character");
            }
            return text;
        }
    }
}
