// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.DType;
import dev.triad.hub.pickle.AllowedGlobal.ElementType;
import java.util.Arrays;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/// A tensor as PyTorch stores it: a view of a storage, by a start, and for each dimension its size and how many
/// elements one step along it skips. Until [#requireWithinStorage] has been asked, only the pickle's claim.
///
/// @param dtype the type of its elements
/// @param start its first element, counted from the start of the storage (or of its view)
/// @param size its dimensions
/// @param stride elements between neighbours along each dimension; 0 repeats one
@SuppressWarnings("ArrayRecordComponent") // package-private, made here and never changed
record StoredTensor(StorageRef storage, DType dtype, long start, long[] size, long[] stride) {
    /// The most dimensions that libtorch and NumPy know.
    private static final int HIGHEST_RANK = 64;

    /// The call of `_rebuild_tensor_v2`: (storage, start, size, stride, wants gradient, hooks, metadata); its elder
    /// `_rebuild_tensor` takes the first four.
    static StoredTensor rebuild(@Nullable Object[] arguments) {
        requireArguments(arguments, 4);
        requireNothingLazy(arguments, 6);
        if (!(arguments[0] instanceof StorageRef storage)) {
            throw notOfStorage(arguments[0]);
        }
        var dtype = storage.type()
                .elements()
                .orElseThrow(() -> new PickleException("makes a tensor of a storage without a type"));
        return of(storage, dtype, arguments);
    }

    /// The call of `_rebuild_tensor_v3`: (storage, start, size, stride, wants gradient, hooks, dtype, metadata).
    static StoredTensor rebuildTyped(@Nullable Object[] arguments) {
        requireArguments(arguments, 7);
        requireNothingLazy(arguments, 7);
        if (!(arguments[0] instanceof StorageRef storage)) {
            throw notOfStorage(arguments[0]);
        }
        if (!(arguments[6] instanceof ElementType type)) {
            throw new PickleException(
                    "makes a tensor with " + PythonValues.kind(arguments[6]) + " for the type of its elements");
        }
        return of(storage, type.dtype(), arguments);
    }

    private static StoredTensor of(StorageRef storage, DType dtype, @Nullable Object[] arguments) {
        return new StoredTensor(
                storage,
                dtype,
                PythonValues.whole(arguments[1]),
                PythonValues.wholes(arguments[2]),
                PythonValues.wholes(arguments[3]));
    }

    private static void requireArguments(@Nullable Object[] arguments, int least) {
        if (arguments.length < least) {
            throw new PickleException("makes a tensor of " + arguments.length + " arguments");
        }
    }

    /// PyTorch notes here that a tensor's values are to be negated or conjugated when they are read.
    private static void requireNothingLazy(@Nullable Object[] arguments, int metadata) {
        if (arguments.length > metadata && arguments[metadata] instanceof Map<?, ?> notes && !notes.isEmpty()) {
            throw new PickleException("has a tensor whose values still have to be negated or conjugated;"
                    + " call resolve_neg() and resolve_conj() before saving it");
        }
    }

    private static PickleException notOfStorage(@Nullable Object value) {
        return new PickleException("makes a tensor of " + PythonValues.kind(value));
    }

    int elementBytes() {
        return dtype.bits() / 8;
    }

    /// Its first byte, counted from the start of the whole storage.
    long startByte() {
        return storage.viewStart() * storage.type().elementBytes() + start * elementBytes();
    }

    /// Whether the elements lie in the storage as a reader wants them: row by row, without gaps.
    boolean isContiguous() {
        long expected = 1;
        for (int d = size.length - 1; d >= 0; d--) {
            if (size[d] != 1 && stride[d] != expected) {
                return isEmpty();
            }
            expected *= size[d];
        }
        return true;
    }

    boolean isEmpty() {
        return Arrays.stream(size).anyMatch(dimension -> dimension == 0);
    }

    /// Checks the claim against the storage's length, in arithmetic that cannot overflow.
    ///
    /// @throws IllegalArgumentException when the tensor leaves its storage
    void requireWithinStorage() {
        if (size.length != stride.length || size.length > HIGHEST_RANK) {
            throw new IllegalArgumentException("has " + size.length + " dimensions and " + stride.length + " strides");
        }
        dtype.byteLength(size);
        long room = storage.viewCount() * storage.type().elementBytes() / elementBytes();
        long free = room - start;
        boolean inside = start >= 0 && free >= 0;
        if (!isEmpty()) {
            free--;
            for (int d = 0; d < size.length; d++) {
                inside &= stride[d] >= 0 && (size[d] == 1 || stride[d] <= Math.max(0, free) / (size[d] - 1));
                free -= inside ? (size[d] - 1) * stride[d] : 0;
            }
            inside &= free >= 0;
        }
        if (!inside) {
            throw new IllegalArgumentException("takes shape " + Arrays.toString(size) + " with strides "
                    + Arrays.toString(stride) + " from element " + start + " of a storage of " + room);
        }
    }
}
