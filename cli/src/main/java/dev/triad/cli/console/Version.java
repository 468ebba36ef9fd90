// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which Triad this is, on which Java and system.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "triad " + triad(),
            "java  " + System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
            "os    " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                    + System.getProperty("os.arch")
        };
    }

    /// The version the build wrote down, for example "0.1.0-SNAPSHOT".
    public static String triad() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read from Triad's own jar", e);
        }
        return properties.getProperty("version");
    }
}
