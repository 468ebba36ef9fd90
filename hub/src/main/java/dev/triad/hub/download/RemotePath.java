// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Names that come from a server or a user and become paths and addresses here.
final class RemotePath {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);
    private static final int SHOWN = 120;

    private RemotePath() {}

    /// Whether a slash-separated path stays below the folder it is resolved against, on any system: relative,
    /// without `.`, `..` or empty parts, without backslashes, drives and control characters.
    static boolean isSafe(String path) {
        return !path.isEmpty()
                && path.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c))
                && !DRIVE.matcher(path).matches()
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /// A foreign string that is safe to print on a terminal, cut after 120 characters.
    static String printable(String foreign) {
        var plain = foreign.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return foreign.codePointCount(0, foreign.length()) > SHOWN
                ? plain.append('…').toString()
                : plain.toString();
    }

    /// The path inside an address: every part percent-encoded, slashes kept.
    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(RemotePath::encodedPart).collect(Collectors.joining("/"));
    }

    /// One part of an address: slashes are encoded too.
    static String encodedPart(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
