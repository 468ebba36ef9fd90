// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import dev.triad.core.file.Json;
import dev.triad.runtime.TextEncoder;
import dev.triad.runtime.app.App;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import tools.jackson.core.json.JsonFactory;

/// The runtime's jars: those that this command itself runs from.
final class Jars {
    /// The jar that names the others, and what starts.
    static final String MAIN = "app.jar";

    private Jars() {}

    /// One of the jars.
    ///
    /// @param name what its copy is called
    /// @param member a class that is in it
    private record Jar(String name, Class<?> member) {
        /// Where it is: a jar, or a folder of classes where Maven has not come to make one.
        Path place() throws IOException {
            try {
                return Path.of(member.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
            } catch (URISyntaxException e) {
                throw new IOException("the jar with " + member.getName() + " cannot be found: " + e.getMessage(), e);
            }
        }
    }

    private static final List<Jar> ALL = List.of(
            new Jar("triad-runtime.jar", TextEncoder.class),
            new Jar("triad-core.jar", Json.class),
            new Jar("jackson-core.jar", JsonFactory.class));

    /// Copies the jars and writes the one that starts.
    ///
    /// @return their bytes
    static long copyTo(Path lib) throws IOException {
        long bytes = 0;
        for (var jar : ALL) {
            var copy = lib.resolve(jar.name());
            var place = jar.place();
            if (Files.isDirectory(place)) zip(place, copy);
            else Files.copy(place, copy);
            bytes += Files.size(copy);
        }
        writeMain(lib.resolve(MAIN));
        return bytes + Files.size(lib.resolve(MAIN));
    }

    /// Opens the package through which the program loads the Vector API: `--add-modules` would print a warning, and
    /// `--add-exports` on the command line would cost the archived module graph, which makes starts faster.
    private static void writeMain(Path jar) throws IOException {
        var manifest = manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MAIN_CLASS, App.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                String.join(" ", ALL.stream().map(Jar::name).toList()));
        attributes.putValue("Add-Exports", "java.base/jdk.internal.module");
        try (var out = open(jar, manifest)) {
            out.finish();
        }
    }

    private static void zip(Path classes, Path jar) throws IOException {
        var files = new ArrayList<Path>();
        try (var walk = Files.walk(classes)) {
            walk.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        try (var out = open(jar, manifest())) {
            for (var file : files) {
                var name = classes.relativize(file).toString().replace('\\', '/');
                if (name.equals("META-INF/MANIFEST.MF")) continue;
                out.putNextEntry(new ZipEntry(name));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static Manifest manifest() {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return manifest;
    }

    private static JarOutputStream open(Path jar, Manifest manifest) throws IOException {
        OutputStream file = Files.newOutputStream(jar);
        try {
            return new JarOutputStream(file, manifest);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// The bytes of all files in a folder.
    static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
