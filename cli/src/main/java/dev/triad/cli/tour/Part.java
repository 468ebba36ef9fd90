// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.util.List;

/// Steps that belong together.
///
/// @param title what the screen and the table of times call it
/// @param steps in their order
record Part(String title, List<Step> steps) {
    Part {
        steps = List.copyOf(steps);
    }
}
