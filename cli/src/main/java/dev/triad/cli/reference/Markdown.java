// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.reference;

import java.util.List;

/// All commands on one page of Markdown.
final class Markdown {
    private Markdown() {}

    static String of(List<CommandPage> pages) {
        var text = new StringBuilder("""
                # Commands

                Written by `triad manual`; the same is in the manual pages beside this one, and `triad COMMAND --help` shows it.

                """);
        for (var page : pages) {
            text.append("- [`%s`](#%s) %s%n".formatted(page.name(), anchor(page.name()), plain(page.summary())));
        }
        pages.forEach(page -> append(page, text));
        return text.toString();
    }

    private static void append(CommandPage page, StringBuilder text) {
        text.append("%n## `%s`%n%n%s%n".formatted(page.name(), plain(page.summary())));
        for (var paragraph : page.description()) text.append("%n%s%n".formatted(plain(paragraph)));
        text.append("%n```text%n%s%n```%n".formatted(String.join("\n", page.usage())));
        if (!page.commands().isEmpty()) {
            text.append("%n".formatted());
            for (var below : page.commands()) {
                text.append("- [`%s`](#%s) %s%n".formatted(below.name(), anchor(below.name()), plain(below.summary())));
            }
        }
        text.append("%n| | |%n| --- | --- |%n".formatted());
        for (var argument : page.arguments()) {
            text.append("| `%s` | %s |%n".formatted(argument.label().replace("|", "\\|"), plain(argument.text())));
        }
        text.append("%n```console%n".formatted());
        for (var example : page.examples()) text.append("$ %s%n".formatted(example));
        text.append("```%n".formatted());
    }

    private static String anchor(String name) {
        return name.replace(' ', '-');
    }

    /// Text in which Markdown sees nothing but text.
    private static String plain(String text) {
        return text.replace("\\", "\\\\")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("#", "\\#");
    }
}
