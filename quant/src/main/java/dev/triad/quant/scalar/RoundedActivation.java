// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.torch.nn.ActivationTransform;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A layer's output that is rounded to 8 bits. It first watches: passes see the output as it is, and its range is
/// kept. Once frozen, passes see it rounded to a grid over that range, which no longer moves; gradients pass
/// straight through.
public final class RoundedActivation implements ActivationTransform {
    private static final int BITS = 8;

    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private @Nullable Grid grid;

    /// Watches at first.
    public RoundedActivation() {}

    /// Rounds to a grid that was found before.
    public RoundedActivation(Grid grid) {
        this.grid = grid;
    }

    /// Ends the watching.
    ///
    /// @throws IllegalStateException when no pass went by
    public Grid freeze() {
        if (low > high) throw new IllegalStateException("no output has been seen; run a few batches first");
        var found = Grid.covering(low, high, BITS);
        grid = found;
        return found;
    }

    /// The grid, once frozen.
    public Optional<Grid> grid() {
        return Optional.ofNullable(grid);
    }

    @Override
    public Tensor apply(Tensor output, Pass pass) {
        var frozen = grid;
        return frozen == null ? watch(output) : output.add(round(output, frozen).sub(output.detach()));
    }

    private Tensor watch(Tensor output) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            low = Math.min(low, output.detach().min().item());
            high = Math.max(high, output.detach().max().item());
        }
        return output;
    }

    private static Tensor round(Tensor output, Grid grid) {
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            return scope.handOver(output.detach()
                    .div(grid.scale())
                    .add(grid.zero())
                    .clamp(0, grid.top())
                    .round()
                    .sub(grid.zero())
                    .mul(grid.scale()));
        }
    }
}
