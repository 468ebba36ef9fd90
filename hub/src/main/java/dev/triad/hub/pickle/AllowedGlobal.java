// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.DType;
import java.util.Optional;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/// What a pickle gets when it asks for a module's member by name; [AllowedGlobals] lists the names.
sealed interface AllowedGlobal {
    /// A class of storages, such as `torch.FloatStorage`. A storage is a run of elements that tensors are views of.
    ///
    /// @param elements the type of its elements; empty where only the tensor knows it
    record StorageType(Optional<DType> elements) implements AllowedGlobal {
        /// Bytes per element; a storage without a type counts bytes.
        int elementBytes() {
            return elements.map(dtype -> dtype.bits() / 8).orElse(1);
        }
    }

    /// A type of elements, such as `torch.float32`.
    record ElementType(DType dtype) implements AllowedGlobal {}

    /// A function or class that the pickle may call. It makes plain values and calls nothing back.
    @FunctionalInterface
    non-sealed interface Constructor extends AllowedGlobal {
        /// @throws PickleException when the arguments are not what it takes
        Object construct(@Nullable Object[] arguments);
    }
}
