// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which kernels this Java has, found out once.
final class KernelChoice {
    /// Set to `false`, it keeps the Vector API out; set to `128` or `256`, it keeps wider vectors out.
    private static final String PROPERTY = "dev.triad.runtime.vectors";

    private static final String FLAG = "--add-modules jdk.incubator.vector";

    /// The fastest once it is warm.
    static final Kernels FASTEST = fastest();

    /// The fastest at any time.
    static final Kernels BEST = FASTEST instanceof VectorKernels ? new WarmingKernels(FASTEST) : FASTEST;

    private KernelChoice() {}

    private static Kernels fastest() {
        if (wanted().equals("false")) {
            return new ScalarKernels();
        }
        try {
            return new VectorKernels();
        } catch (LinkageError _) { // the module is not there
            System.getLogger(KernelChoice.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "computing without Java''s Vector API, several times slower; start Java with {0} to use it",
                            FLAG);
            return new ScalarKernels();
        }
    }

    private static String wanted() {
        return System.getProperty(PROPERTY, "");
    }

    /// The widest vectors that are allowed, in bits.
    static int widest() {
        try {
            return wanted().isEmpty() ? 512 : Math.clamp(Integer.parseInt(wanted()), 64, 512);
        } catch (NumberFormatException _) {
            return 512;
        }
    }

    /// Whether one instruction picks 64 bytes out of 128. Java would do it without, many times slower than it looks
    /// numbers up one by one, and has no way to ask.
    static boolean shufflesBytes() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)
                    .contains("avx512vbmi");
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }
}
