// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/// The library itself: loading, threads, determinism, and what it was built with.
public final class Torch {
    private Torch() {}

    private static final class Library {
        static {
            Loader.load(openblas.class);
            Loader.load(torch.class);
            var context = torch.globalContext();
            // Bit-for-bit resume needs deterministic kernels; the NaN fill of fresh memory that comes with them is a
            // debugging aid that costs a pass over every new tensor.
            context.setDeterministicAlgorithms(true, true);
            context.setDeterministicFillUninitializedMemory(false);
            context.setDeterministicCuDNN(true);
            context.setBenchmarkCuDNN(false);
            context.deallocate();
        }

        static void touch() {}
    }

    /// Loads libtorch once (about two seconds the first time).
    public static void load() {
        Library.touch();
    }

    /// Threads that one operation may use, for libtorch and its BLAS alike.
    public static void setThreads(int threads) {
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        load();
        try (var _ = Scope.open()) { // JavaCPP looks the BLAS function up through a native pointer
            torch.set_num_threads(threads);
            org.bytedeco.openblas.presets.openblas.blas_set_num_threads(threads);
        }
    }

    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /// Whether a CUDA device can be used from here.
    public static boolean cudaAvailable() {
        load();
        return torch.cuda_is_available();
    }

    /// The bundled libtorch's version, "2.10.0".
    public static String version() {
        var matcher = Pattern.compile("TORCH_VERSION=([^,\\s]+)").matcher(buildInformation());
        return matcher.find() ? matcher.group(1) : "unknown";
    }

    /// The vector instructions libtorch's own kernels use here ("AVX512", "AVX2", "DEFAULT", …).
    public static String cpuCapability() {
        load();
        try (var text = torch.get_cpu_capability()) {
            return text.getString();
        }
    }

    /// libtorch's own description of how it was built (compiler, BLAS, oneDNN, OpenMP).
    public static String buildInformation() {
        load();
        try (var text = torch.show_config()) {
            return text.getString();
        }
    }

    /// The BLAS that does the matrix products: "MKL" where mkl_rt replaced OpenBLAS, else "OpenBLAS".
    public static String blas() {
        load();
        return System.getProperty("org.bytedeco.openblas.load", "").contains("mkl") || Context.hasMKL()
                ? "MKL"
                : "OpenBLAS";
    }

    /// Memory of this process that is in RAM, native and Java alike, in bytes.
    public static long residentBytes() {
        load();
        return org.bytedeco.javacpp.Pointer.physicalBytes();
    }
}
