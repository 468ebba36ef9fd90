// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.util.regex.Pattern;

/// A file name pattern as the hub's own tools read it: `*` any text, slashes too, `?` one character, `[a-z]` or
/// `[!a-z]` one of a set, a slash at the end everything below a folder.
final class Glob {
    private final Pattern pattern;

    Glob(String text) {
        this.pattern = Pattern.compile(expression(text.endsWith("/") ? text + "*" : text), Pattern.DOTALL);
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    private static String expression(String glob) {
        var expression = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? closing(glob, i) : -1;
            if (close > 0) {
                expression.append(set(glob.substring(i + 1, close)));
                i = close;
            } else {
                expression.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return expression.toString();
    }

    /// Where the set that opens at `open` closes, or -1: a bracket that never closes is an ordinary character,
    /// and one right after the opening belongs to the set.
    private static int closing(String glob, int open) {
        int first = open + 1 + (glob.startsWith("!", open + 1) ? 1 : 0);
        return glob.indexOf(']', first + 1);
    }

    private static String set(String inside) {
        boolean negated = inside.startsWith("!");
        var members = (negated ? inside.substring(1) : inside).replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
        return (negated ? "[^" : "[") + members + "]";
    }
}
