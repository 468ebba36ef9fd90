// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import com.google.errorprone.annotations.MustBeClosed;
import org.bytedeco.pytorch.GradMode;

/// While open, operations on this thread record no graph: `try (var _ = NoGrad.open()) { … }`.
public final class NoGrad implements AutoCloseable {
    private final boolean before;

    private NoGrad() {
        before = GradMode.is_enabled();
        GradMode.set_enabled(false);
    }

    @MustBeClosed
    public static NoGrad open() {
        Scope.require("NoGrad.open");
        return new NoGrad();
    }

    /// Whether operations on this thread record a graph now.
    public static boolean gradientsEnabled() {
        Torch.load();
        return GradMode.is_enabled();
    }

    @Override
    public void close() {
        GradMode.set_enabled(before);
    }
}
