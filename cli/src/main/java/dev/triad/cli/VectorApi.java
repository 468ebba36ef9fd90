// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import org.slf4j.LoggerFactory;

/// Makes `jdk.incubator.vector` available to the kernels, as `--add-modules jdk.incubator.vector` would, but without
/// the warning that Java prints for that option before every command. The launcher opens the package this needs;
/// started without it, the kernels find no Vector API and compute without.
public final class VectorApi {
    private VectorApi() {}

    /// Opens it to whatever is loaded from now on.
    public static void open() {
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, "jdk.incubator.vector");
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(VectorApi.class).debug("Java's Vector API is not available", e);
        }
    }
}
