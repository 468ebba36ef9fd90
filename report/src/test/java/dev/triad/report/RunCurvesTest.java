// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCurvesTest {
    private static final String LOG = """
            {"step":10,"kind":"train","time":"2026-01-01T00:00:00Z","loss":3.5,"flops":1e9}
            {"step":20,"kind":"train","time":"2026-01-01T00:00:01Z","loss":2.5,"flops":1e9}
            {"step":20,"kind":"evaluate","time":"2026-01-01T00:00:02Z","loss":2.75,"accuracy":0.5}
            {"step":30,"kind":"train","time":"2026-01-01T00:00:03Z","loss":"NaN","flops":1e9}
            """;

    @TempDir
    Path folder;

    @Test
    void everyScalarOfTheLogBecomesALinePerKind() throws IOException {
        var log = Files.writeString(folder.resolve("log.jsonl"), LOG);
        var read = RunCurves.read(log);
        assertThat(read).containsOnlyKeys("loss", "flops", "accuracy");
        assertThat(read.get("loss").get("train"))
                .containsEntry(10.0, 3.5)
                .containsEntry(20.0, 2.5)
                .hasSize(2);
        assertThat(read.get("loss").get("evaluate")).containsEntry(20.0, 2.75);
    }

    @Test
    void thePictureShowsAChartPerScalarThatIsWanted() throws IOException {
        Files.writeString(folder.resolve("log.jsonl"), LOG);
        new RunCurves(List.of("flops"), Map.of()).draw(folder);
        var picture = ImageIO.read(folder.resolve(RunCurves.FILE).toFile());
        assertThat(picture.getWidth()).isEqualTo(2 * 640);
        assertThat(picture.getHeight()).isEqualTo(400);
        var colours = new HashSet<Integer>();
        for (int x = 0; x < picture.getWidth(); x += 2) {
            for (int y = 0; y < picture.getHeight(); y += 2) colours.add(picture.getRGB(x, y));
        }
        assertThat(colours).hasSizeGreaterThan(20); // lines, letters and their smooth edges, not an empty page
        assertThat(folder.resolve(RunCurves.FILE + ".partial")).doesNotExist();
    }

    @Test
    void scalarsThatBelongTogetherShareAChart() throws IOException {
        Files.writeString(folder.resolve("log.jsonl"), LOG);
        new RunCurves(List.of("flops"), Map.of("accuracy", "loss")).draw(folder);
        assertThat(ImageIO.read(folder.resolve(RunCurves.FILE).toFile()).getWidth())
                .isEqualTo(640);
    }

    @Test
    void aRunWithoutALogHasNoPicture() throws IOException {
        new RunCurves().draw(folder);
        assertThat(folder.resolve(RunCurves.FILE)).doesNotExist();
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Files.writeString(folder.resolve("log.jsonl"), "{\"step\":1}\n{oops\n");
        assertThatThrownBy(() -> new RunCurves().draw(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("log.jsonl, line 2 is not JSON");
    }
}
