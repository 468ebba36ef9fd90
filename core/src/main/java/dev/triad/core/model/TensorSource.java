// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Named tensors, whatever file or files they lie in: what importers read from, one way for every format.
///
/// Any thread may read. Opening looks at names, types and shapes and checks that every tensor is there in full;
/// values are read when they are asked for.
public interface TensorSource extends AutoCloseable {
    /// How errors call the file.
    String place();

    /// Free text by key: what the file says beside its tensors.
    Map<String, String> metadata();

    /// All tensors in the order of the file.
    ///
    /// [TensorInfo#byteOffset()] says where in its own file a tensor starts, for people with a hex editor: what
    /// lies there is the tensor only if the file keeps it contiguous and uncompressed, so read with [#segment].
    List<TensorInfo> tensors();

    /// What the file says about a tensor.
    ///
    /// @throws ModelFileException when it has none of that name
    TensorInfo tensor(String name) throws ModelFileException;

    /// The bytes of a tensor, read-only: little-endian elements in row-major order, [TensorInfo#byteLength()] of
    /// them, valid until [#close]. Where the file keeps them so, this is the mapped file itself; where it does not
    /// (transposed, compressed), it is a copy made when it is first asked for. They need not be aligned: read them
    /// with unaligned layouts.
    ///
    /// @throws ModelFileException when there is no tensor of that name, or its bytes turn out to be damaged
    MemorySegment segment(String name) throws ModelFileException;

    /// A copy of a tensor's bytes, whatever its type.
    ///
    /// @throws ModelFileException when there is no tensor of that name, or it has more bytes than an array
    default byte[] bytes(String name) throws ModelFileException {
        return elements(name).toBytes();
    }

    /// A copy of a tensor of floats (F16, BF16, F32, or F64 rounded) in row-major order.
    ///
    /// @throws ModelFileException when there is no tensor of that name, it holds no floats, or more than an array
    ///     can
    default float[] floats(String name) throws ModelFileException {
        return elements(name).toFloats();
    }

    /// A copy of a tensor of whole numbers (BOOL or integers of any width) in row-major order.
    ///
    /// @throws ModelFileException when there is no tensor of that name, it holds no whole numbers, one that does
    ///     not fit, or more than an array can
    default int[] ints(String name) throws ModelFileException {
        return elements(name).toInts();
    }

    /// A copy of a tensor of whole numbers (BOOL or integers of any width) in row-major order.
    ///
    /// @throws ModelFileException when there is no tensor of that name, it holds no whole numbers, one that does
    ///     not fit, or more than an array can
    default long[] longs(String name) throws ModelFileException {
        return elements(name).toLongs();
    }

    /// Releases the files.
    @Override
    void close();

    private Elements elements(String name) throws ModelFileException {
        return new Elements(place(), tensor(name), segment(name));
    }
}
