// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.weight;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which parameters something is for, by their names: `*` stands for anything, `#` for a number, `|` between
/// alternatives, all else for itself. A pattern must fit the whole name.
///
/// ```text
/// *.intermediate.dense.weight|*.layer.#.output.dense.weight
/// ```
///
/// @param text the pattern as it was written
public record NamePattern(String text) {
    /// Every name.
    public static final NamePattern ALL = new NamePattern("*");

    public NamePattern {
        if (text.isBlank()) throw new IllegalArgumentException("a name pattern must not be empty; '*' fits every name");
    }

    /// Whether `name` fits.
    public boolean matches(String name) {
        return compiled().matcher(name).matches();
    }

    /// Those of `names` that fit, in their order.
    ///
    /// @throws IllegalArgumentException when none does; the message shows what names there are
    public List<String> require(Iterable<String> names) {
        var compiled = compiled();
        var fitting = new ArrayList<String>();
        var all = new ArrayList<String>();
        for (String name : names) {
            all.add(name);
            if (compiled.matcher(name).matches()) fitting.add(name);
        }
        if (!fitting.isEmpty()) return fitting;
        int shown = Math.min(8, all.size());
        throw new IllegalArgumentException("the pattern '" + text + "' fits no parameter; there are "
                + String.join(", ", all.subList(0, shown))
                + (shown < all.size() ? " and " + (all.size() - shown) + " more" : ""));
    }

    private Pattern compiled() {
        var expression = new StringBuilder();
        for (String alternative : text.split("\\|", -1)) {
            expression.append(expression.isEmpty() ? "" : "|");
            for (char letter : alternative.strip().toCharArray()) {
                expression.append(
                        switch (letter) {
                            case '*' -> ".*";
                            case '#' -> "\\d+";
                            default -> Pattern.quote(Character.toString(letter));
                        });
            }
        }
        return Pattern.compile(expression.toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
