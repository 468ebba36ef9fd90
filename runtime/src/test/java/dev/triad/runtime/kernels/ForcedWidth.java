// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import java.io.IOException;
import java.io.UncheckedIOException;

/// The Vector API's kernels as a machine with narrower vectors has them: their width is a constant of their class, so
/// each width needs classes of its own.
final class ForcedWidth extends ClassLoader {
    private static final String PROPERTY = "dev.triad.runtime.vectors";

    private ForcedWidth() {
        super(ForcedWidth.class.getClassLoader());
    }

    static synchronized Kernels kernels(int bits) {
        var before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, Integer.toString(bits));
        try {
            var choice = new ForcedWidth().loadClass("dev.triad.runtime.kernels.KernelChoice");
            var best = choice.getDeclaredField("FASTEST");
            best.setAccessible(true);
            return (Kernels) best.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the kernels could not be loaded", e);
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }

    /// What is in the interface is shared with the tests; all else of the package is loaded anew.
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean ours = name.startsWith("dev.triad.runtime.kernels.")
                && !name.equals(Kernels.class.getName())
                && !name.equals(ProductCodebook.class.getName());
        if (!ours) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) throw new ClassNotFoundException(name);
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
