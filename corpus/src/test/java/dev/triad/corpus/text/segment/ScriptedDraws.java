// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Decisions written down beforehand: doubles for fractions, ints for whole numbers. Asking for the other kind, or for
/// more, fails.
final class ScriptedDraws implements Draws {
    private final Deque<Number> script;

    ScriptedDraws(Number... script) {
        this.script = new ArrayDeque<>(List.of(script));
    }

    @Override
    public double fraction() {
        return (Double) script.remove();
    }

    @Override
    public int between(int low, int high) {
        int value = (Integer) script.remove();
        if (value < low || value > high) {
            throw new AssertionError("%d is not from %d to %d".formatted(value, low, high));
        }
        return value;
    }

    int left() {
        return script.size();
    }
}
