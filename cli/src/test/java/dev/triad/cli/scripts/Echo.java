// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.scripts;

import java.util.List;

/// A main class that says how it was started.
final class Echo {
    private static final List<String> VARIABLES =
            List.of("OMP_WAIT_POLICY", "OMP_DYNAMIC", "MKL_CBWR", "CUBLAS_WORKSPACE_CONFIG", "LC_CTYPE");
    private static final List<String> PROPERTIES = List.of(
            "org.bytedeco.javacpp.maxBytes",
            "org.bytedeco.javacpp.maxPhysicalBytes",
            "org.bytedeco.openblas.load",
            "triad.terminal",
            "triad.test");

    private Echo() {}

    public static void main(String[] arguments) {
        VARIABLES.forEach(name -> System.out.println(name + "=" + System.getenv(name)));
        PROPERTIES.forEach(name -> System.out.println(name + "=" + System.getProperty(name)));
        System.out.println("native=" + Echo.class.getModule().isNativeAccessEnabled());
        System.out.println("heap=" + Runtime.getRuntime().maxMemory());
        for (var argument : arguments) {
            System.out.println("[" + argument + "]");
        }
    }
}
