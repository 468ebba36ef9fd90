// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MusicPageTest {
    @TempDir
    Path folder;

    private MusicPage page(int bytes) throws IOException {
        var wav = folder.resolve("a song & more.wav");
        Files.write(wav, new byte[bytes]);
        var png = folder.resolve("picture.png");
        Files.write(png, new byte[] {1, 2, 3});
        var settings = new LinkedHashMap<String, String>();
        settings.put("Artist", "<nobody>");
        return new MusicPage(
                "Fish & \"chips\"",
                "Two seconds.",
                settings,
                List.of(new MusicPage.Piece(
                        "One",
                        List.of(new MusicPage.Sound("level 0", wav)),
                        List.of(new MusicPage.Picture("Spectrogram", png)),
                        "la\n<la>")));
    }

    @Test
    void aShortPageNeedsNothingButItself() throws IOException {
        var html = folder.resolve("index.html");
        page(30).write(html);
        assertThat(html)
                .content()
                .contains("<title>Fish &amp; &quot;chips&quot;</title>", "la\n&lt;la&gt;", "<dd>&lt;nobody&gt;</dd>")
                .contains("src=\"data:audio/wav;base64," + "A".repeat(40) + "\"", "src=\"data:image/png;base64,AQID\"")
                .doesNotContain("<la>", "<nobody>");
        assertThat(folder.resolve("index.html.partial")).doesNotExist();
    }

    @Test
    void aLongOneRefersToTheFilesBesideIt() throws IOException {
        var html = folder.resolve("index.html");
        page(25_000_000).write(html);
        assertThat(Files.size(html)).isLessThan(10_000);
        assertThat(html).content().contains("src=\"a%20song%20%26%20more.wav\"", "src=\"picture.png\"");
    }
}
