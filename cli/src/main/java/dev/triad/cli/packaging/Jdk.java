// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The JDK that this command runs on; images are made of it.
///
/// @param home its folder
record Jdk(Path home) {
    /// What the runtime is made of: itself, its jars and these.
    private static final String MODULES = "java.base,jdk.incubator.vector";

    static Jdk running() {
        return new Jdk(Path.of(System.getProperty("java.home")));
    }

    /// Links a Java with the modules that the runtime needs and no other.
    ///
    /// @throws IOException when this is no JDK, or one that cannot link
    void link(Path target) throws IOException {
        var jlink = home.resolve("bin").resolve("jlink");
        if (!Files.isExecutable(jlink)) {
            throw new IOException(home + ": this Java has no jlink to make images with; run triad on a whole JDK,"
                    + " such as Temurin, by setting JAVA_HOME to it");
        }
        var command = List.of(
                jlink.toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-6",
                "--output",
                target.toString());
        var ended = Program.run(command, null);
        if (ended.code() != 0) {
            throw new IOException(home + ": jlink could not make an image of this JDK (" + ended.said()
                    + "); a JDK with the folder jmods, or one that links without it, can");
        }
    }
}
