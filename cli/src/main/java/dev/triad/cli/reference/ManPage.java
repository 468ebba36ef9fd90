// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.reference;

import java.util.Locale;

/// A command as a page for `man`, in roff.
final class ManPage {
    private ManPage() {}

    /// What the page's file is called ("triad-text-vocab.1").
    static String file(CommandPage page) {
        return page.name().replace(' ', '-') + ".1";
    }

    static String of(CommandPage page) {
        var dashed = page.name().replace(' ', '-');
        var text = new StringBuilder();
        text.append(".TH %s 1 \"\" Triad%n".formatted(dashed.toUpperCase(Locale.ROOT)));
        text.append(".SH NAME%n%s \\- %s%n".formatted(escape(dashed), line(page.summary())));
        text.append(".SH SYNOPSIS%n.nf%n".formatted());
        for (var usage : page.usage()) text.append("%s%n".formatted(line(usage)));
        text.append(".fi%n".formatted());
        if (!page.description().isEmpty()) {
            text.append(".SH DESCRIPTION%n".formatted());
            for (var paragraph : page.description()) text.append(".PP%n%s%n".formatted(line(paragraph)));
        }
        if (!page.commands().isEmpty()) {
            text.append(".SH COMMANDS%n".formatted());
            for (var below : page.commands()) {
                text.append(".TP%n.B %s%n%s%n".formatted(escape(below.name()), line(below.summary())));
            }
        }
        text.append(".SH OPTIONS%n".formatted());
        for (var argument : page.arguments()) {
            text.append(".TP%n.B %s%n%s%n".formatted(escape(argument.label()), line(argument.text())));
        }
        text.append("""
                .SH EXIT STATUS
                .TP
                0
                It worked.
                .TP
                1
                It failed; one sentence on standard error says why.
                .TP
                2
                Wrong usage.
                .SH EXAMPLES
                .nf
                """);
        for (var example : page.examples()) text.append("%s%n".formatted(line(example)));
        return text.append(".fi%n".formatted()).toString();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    /// A line of text: roff takes a dot or a quote at its beginning for a request.
    private static String line(String text) {
        var escaped = escape(text);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
