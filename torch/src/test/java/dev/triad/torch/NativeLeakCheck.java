// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch;

import dev.triad.torch.tensor.Scope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Counts live native objects before and after every test of the module; a test that leaves one behind fails.
public final class NativeLeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(NativeLeakCheck.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        try (var _ = Scope.open()) {
            context.getStore(SPACE).put("live", before());
        }
    }

    private static long before() {
        return Scope.liveObjects();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        long expected;
        try (var _ = Scope.open()) {
            expected = context.getStore(SPACE).getOrDefault("live", Long.class, 0L);
            long live = before();
            if (live != expected) {
                throw new AssertionError((live - expected) + " native objects outlive " + context.getDisplayName()
                        + " (before " + expected + ", after " + live + ")");
            }
        }
    }
}
