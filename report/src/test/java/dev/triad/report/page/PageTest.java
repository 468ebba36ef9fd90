// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.report.Series;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class PageTest {
    @Test
    void whatIsTextStaysText(@TempDir Path folder) throws IOException {
        var file = folder.resolve("page.html");
        new Page("<title>", "a & b")
                .section("\"One\"")
                .paragraph("1 < 2")
                .table(List.of("<h>"), List.of(List.of("12.5 %"), List.of("a<b")))
                .commands("How", List.of("triad <x>"))
                .write(file);
        var html = Files.readString(file);
        assertThat(html)
                .contains("&lt;title&gt;")
                .contains("1 &lt; 2")
                .contains("a &amp; b")
                .contains("&quot;One&quot;")
                .contains("<td class=\"number\">12.5 %</td>")
                .contains("a&lt;b")
                .contains("triad &lt;x&gt;");
    }

    @Test
    void soundsAndPicturesAreInside(@TempDir Path folder) throws IOException {
        var bytes = Files.write(folder.resolve("sound.wav"), new byte[] {1, 2, 3});
        assertThat(Attachment.INSIDE.sound(bytes).code()).contains("data:audio/wav;base64,AQID");
        assertThat(Attachment.INSIDE.picture(bytes, "a \"picture\"").code())
                .contains("data:image/png;base64,AQID")
                .contains("a &quot;picture&quot;");
    }

    @Test
    void aPlotIsWellFormedAndHasALegendAndAllItsPoints() throws Exception {
        var plot = new Plot(
                "steps",
                "loss <nats>",
                List.of(
                        new Series("a", new double[] {1, 2, 3}, new double[] {3, Double.NaN, 1}),
                        new Series("b", new double[1000], new double[1000])),
                List.of(new Plot.Points("c & d", new double[] {1}, new double[] {2}, List.of("here"))));
        String svg = plot.draw().code();
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg).contains(">here<").contains("c &amp; d").contains("loss &lt;nats&gt;");
        assertThat(Pattern.compile("d=\"M[^L]*M").matcher(svg).find())
                .as("a gap")
                .isTrue();
        assertThat(svg).doesNotContain("NaN");
        assertThatThrownBy(() -> Plot.lines("x", "y", List.of())).hasMessage("a plot of 'y' is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, '0.0 0.2 0.4 0.6 0.8 1.0'",
        "0, 500, '0 100 200 300 400 500'",
        "-7.3, 2.1, '-8 -6 -4 -2 0 2 4'",
        "0.93, 0.99, '0.92 0.94 0.96 0.98 1.00'",
        "0, 12345, '0 5,000 10,000 15,000'"
    })
    void axesHaveRoundMarksAroundTheirValues(double from, double to, String marks) {
        var axis = Axis.over(from, to);
        assertThat(String.join(" ", axis.labels()).replaceFirst("^0 0\\.2", "0.0 0.2"))
                .isEqualTo(marks);
        assertThat(axis.place(from)).isGreaterThanOrEqualTo(-1e-9);
        assertThat(axis.place(to)).isLessThanOrEqualTo(1 + 1e-9);
    }

    @Test
    void anAxisOfOneValueHasIt() {
        var axis = Axis.over(3, 3);
        assertThat(axis.place(3)).isBetween(0.0, 1.0);
        assertThat(axis.high()).isGreaterThan(axis.low());
    }

    @Test
    void sizesStandOnAnAxisThatDoubles() {
        var axis = Axis.doubling(176, 3597);
        assertThat(axis.labels()).containsExactly("128", "256", "512", "1,024", "2,048", "4,096");
        assertThat(axis.place(128)).isZero();
        assertThat(axis.place(512)).isEqualTo(0.4);
        assertThat(axis.place(4096)).isEqualTo(1);
        assertThat(Axis.doubling(64, 64).high()).isEqualTo(128);
    }

    @Test
    void aCurveOfOnePointCanBeSeen() {
        var line = new Series("one", new double[] {3}, new double[] {4});
        assertThat(Plot.lines("x", "y", List.of(line)).draw().code()).contains("<circle");
    }
}
