// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.text.Normalizer;

/// The order that Unicode's normal forms put combining marks in. The JDK keeps the classes to itself, but tells them by
/// what it does: of two marks in a row, it swaps those that stand the wrong way round.
final class CanonicalOrder {
    /// A mark of class 1, the lowest there is.
    private static final int LOWEST = 0x0334;

    /// A mark of class 240, the highest there is.
    private static final int HIGHEST = 0x0345;

    private CanonicalOrder() {}

    /// Whether `mark` can change places with other marks.
    static boolean moves(int mark) {
        return switch (Character.getType(mark)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                mark == LOWEST || mark == HIGHEST || swaps(mark, LOWEST) || swaps(HIGHEST, mark);
            default -> false;
        };
    }

    /// Whether `second` belongs before `first`.
    static boolean swaps(int first, int second) {
        var written = Character.toString(first) + Character.toString(second);
        var swapped = Character.toString(second) + Character.toString(first);
        return first != second
                && Normalizer.normalize(written, Normalizer.Form.NFD).equals(swapped);
    }

    /// Sorts marks that move as Unicode does: neighbours in the wrong order change places. `companions` moves along.
    static void sort(int[] marks, int[] companions, int size) {
        for (int i = 1; i < size; i++) {
            for (int j = i; j > 0 && swaps(marks[j - 1], marks[j]); j--) {
                exchange(marks, j);
                exchange(companions, j);
            }
        }
    }

    private static void exchange(int[] values, int index) {
        int value = values[index];
        values[index] = values[index - 1];
        values[index - 1] = value;
    }
}
