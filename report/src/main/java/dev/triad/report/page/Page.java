// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// A page, written from top to bottom.
///
/// ```java
/// new Page("The tour", "…").section("Reading").paragraph("…").plot(plot).write(file);
/// ```
public final class Page {
    private final String title;
    private final String lead;
    private final StringBuilder body = new StringBuilder();
    private final List<String> sections = new ArrayList<>();
    private boolean open;

    /// @param title what the page is called
    /// @param lead a sentence or two below it
    public Page(String title, String lead) {
        this.title = title;
        this.lead = lead;
    }

    /// Begins a chapter.
    public Page section(String heading) {
        if (open) body.append("</section>\n");
        open = true;
        sections.add(heading);
        body.append("<section id=\"s").append(sections.size()).append("\">\n");
        return add(Html.text(heading).in("h2"));
    }

    public Page paragraph(String text) {
        return add(Html.text(text).in("p"));
    }

    /// A paragraph in small print.
    public Page note(String text) {
        return add(Html.text(text).in("p class=\"note\""));
    }

    /// Commands as they are typed, one a line.
    ///
    /// @param label what they are for
    public Page commands(String label, List<String> lines) {
        var code = Html.text(String.join("\n", lines)).in("code").in("pre");
        return add(Html.text(label).in("summary").and(code).in("details"));
    }

    /// The same, always in sight.
    public Page command(String label, String line) {
        return add(Html.text(label)
                .in("p class=\"label\"")
                .and(Html.text(line).in("code").in("pre")));
    }

    /// A table; cells that are numbers stand to the right.
    public Page table(List<String> head, List<List<String>> rows) {
        var html = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        for (int i = 0; i < head.size(); i++) {
            boolean number = !rows.isEmpty() && isNumber(rows.getFirst().get(i));
            html.append(number ? "<th class=\"number\">" : "<th>")
                    .append(Html.escape(head.get(i)))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (var row : rows) {
            html.append("<tr>");
            for (String cell : row) {
                html.append(isNumber(cell) ? "<td class=\"number\">" : "<td>")
                        .append(Html.escape(cell))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return add(new Html(html.append("</tbody></table></div>").toString()));
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[-+−]?[\\d.,]+( ?(%|kB|MB|s|ms|dB|bits|times))?");
    }

    /// Names and what belongs to each.
    public Page list(SequencedMap<String, String> entries) {
        var html = new StringBuilder("<dl>");
        entries.forEach((name, value) -> html.append("<div><dt>")
                .append(Html.escape(name))
                .append("</dt><dd>")
                .append(Html.escape(value))
                .append("</dd></div>"));
        return add(new Html(html.append("</dl>").toString()));
    }

    /// A plot with a sentence below it.
    public Page plot(Html plot, String caption) {
        return add(figure(plot, caption));
    }

    /// Several beside one another where there is room.
    public Page beside(List<Html> parts) {
        var html = new StringBuilder();
        for (var part : parts) html.append(part.code());
        return add(new Html(html.toString()).in("div class=\"beside\""));
    }

    /// A plot or a picture with a sentence below it.
    public static Html figure(Html content, String caption) {
        return content.and(Html.text(caption).in("figcaption")).in("figure");
    }

    /// Anything else.
    public Page add(Html part) {
        body.append(part.code()).append('\n');
        return this;
    }

    /// The page.
    public String html() {
        var contents = new StringBuilder();
        for (int i = 0; i < sections.size(); i++) {
            contents.append(String.format(
                    Locale.ROOT, "<li><a href=\"#s%d\">%s</a></li>", i + 1, Html.escape(sections.get(i))));
        }
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <header>
                <h1>%s</h1>
                <p class="lead">%s</p>
                <nav><ol>%s</ol></nav>
                </header>
                %s%s</main>
                </body>
                </html>
                """.formatted(
                        Html.escape(title),
                        Style.SHEET,
                        Html.escape(title),
                        Html.escape(lead),
                        contents,
                        body,
                        open ? "</section>\n" : "");
    }

    /// Writes the page; it appears whole or not at all.
    public void write(Path file) throws IOException {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8), Storage.DISK);
    }
}
