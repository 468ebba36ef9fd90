// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.torch.tensor.Torch;

/// The libtorch this process runs on.
///
/// @param version "2.10.0"
/// @param blas who multiplies matrices: "OpenBLAS" or "MKL"
/// @param kernels the vector instructions its own kernels use: "AVX512", "AVX2", …
/// @param cuda whether it can compute on a GPU here
public record Library(String version, String blas, String kernels, boolean cuda) {
    /// Loads libtorch and asks it.
    ///
    /// @throws LinkageError when it cannot be loaded on this system
    public static Library probe() {
        return new Library(Torch.version(), Torch.blas(), Torch.cpuCapability(), Torch.cudaAvailable());
    }
}
