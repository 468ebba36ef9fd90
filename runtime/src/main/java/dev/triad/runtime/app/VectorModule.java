// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

/// Makes the Vector API available to the kernels as `--add-modules jdk.incubator.vector` would, but without the
/// warning that Java prints for that option and that nothing else turns off. The jar that starts the program
/// opens the package this needs, by a line of its manifest; without it the kernels compute in plain Java, and say
/// so.
public final class VectorModule {
    /// Set to `false`, it keeps the Vector API out, of here and of the kernels.
    public static final String PROPERTY = "dev.triad.runtime.vectors";

    private VectorModule() {}

    static void open() {
        if (System.getProperty(PROPERTY, "").equals("false")) {
            return;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, "jdk.incubator.vector");
        } catch (ReflectiveOperationException e) {
            System.getLogger(VectorModule.class.getName())
                    .log(System.Logger.Level.DEBUG, "Java's Vector API is not available", e);
        }
    }
}
