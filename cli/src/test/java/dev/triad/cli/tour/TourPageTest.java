// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Triad;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class TourPageTest {
    /// Elements of HTML without an end, which XML wants closed.
    private static final Pattern VOID = Pattern.compile("<(meta|img)([^>]*[^/])>");

    private static final Pattern OWN = Pattern.compile("of your own</p><pre><code>(.*?)</code></pre>", Pattern.DOTALL);

    @TempDir
    Path folder;

    private String html = "";

    private static StepResult result(String line, String output) {
        return new StepResult(line, 1, false, output);
    }

    /// The page of a tour of which next to nothing is left.
    @BeforeEach
    void write() throws IOException {
        for (String name : List.of("tour/text/task", "tour/songs")) Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve("tour/text/task/dev.tsv"), "sentence\tlabel\n<i>what</i>\tpleased\n");
        var settings = new TourSettings(folder.resolve("tour"), 10, 42, null, null, null);
        var itinerary = new Itinerary(settings);
        var file = folder.resolve("index.html");
        var results =
                Map.of("detect", result("triad electra detect", """
                        {"text":"a","tokens":[{"token":"<b","replaced":0.9,"original":"c","mark":"[+]"}]}"""), "answer", result("triad run classify", """
                        {"label":"displeased","probabilities":{"displeased":0.9}}"""));
        new TourPage(settings, itinerary, itinerary.parts(), results).write(file);
        html = Files.readString(file);
    }

    @Test
    void whatIsThereIsShownWhateverIsMissing() {
        assertThat(html).contains("<span class=\"found\">&lt;b<small> (c)</small></span>");
        assertThat(html).contains("&lt;i&gt;what&lt;/i&gt;").contains("wrong, it is pleased");
        assertThat(html).contains("triad electra detect");
    }

    @Test
    void nothingOutsideIsNeeded() {
        assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain("src=\"/");
    }

    @Test
    void thePageIsWellFormed() throws Exception {
        String xml = VOID.matcher(html.replaceFirst("(?i)<!doctype html>", ""))
                .replaceAll("<$1$2/>")
                .replace("<audio controls ", "<audio controls=\"\" ");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void theCommandsForOnesOwnDataAreOnesThatTriadTakes() {
        var commands = OWN.matcher(html)
                .results()
                .map(match -> match.group(1).replace("&quot;", "\"").replaceAll("\\\\\n\\s*", ""))
                .flatMap(String::lines)
                .toList();
        assertThat(commands).hasSizeGreaterThan(12);
        for (String command : commands) {
            assertThat(command).startsWith("triad ");
            var words = Pattern.compile("\"([^\"]*)\"|\\S+")
                    .matcher(command.substring("triad ".length()))
                    .results()
                    .map(match -> match.group(1) == null ? match.group() : match.group(1))
                    .toArray(String[]::new);
            Triad.commandLine().parseArgs(words); // throws where it does not
        }
    }
}
