// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What is written about the commands is what the commands say.
final class ReferenceTest {
    private static final Path DOCS = Path.of("..", "docs");

    private static CommandLine triad() {
        return Triad.commandLine();
    }

    private static Map<String, String> read(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        files.put("reference.md", Files.readString(folder.resolve("reference.md")));
        try (var pages = Files.list(folder.resolve("man"))) {
            for (var page : pages.toList()) files.put(page.getFileName().toString(), Files.readString(page));
        }
        return files;
    }

    @Test
    void theReferenceIsWhatTheCommandsSay(@TempDir Path folder) throws IOException {
        assertThat(Run.of(triad(), "manual", "--out", folder.toString()).code()).isZero();
        assertThat(read(DOCS))
                .as("the files in docs; './triad manual --out docs' writes them")
                .isEqualTo(read(folder));
    }

    @Test
    void everyCommandHasAPageThatExplainsItsOptions(@TempDir Path folder) throws IOException {
        Run.of(triad(), "manual", "--out", folder.toString());
        var pages = read(folder);
        Shell.commands(triad()).forEach((name, command) -> {
            var page = pages.get(name.replace(' ', '-') + ".1");
            assertThat(page).as(name).isNotNull();
            command.options()
                    .forEach(option -> assertThat(page)
                            .as(name + " " + option.longestName())
                            .contains(option.longestName().replace("-", "\\-")));
            assertThat(pages.get("reference.md")).contains("## `" + name + "`");
        });
    }

    @Test
    void completionKnowsEveryCommandAndOption() {
        var script = Run.of(triad(), "completion").out();
        Shell.commands(triad()).forEach((name, command) -> {
            assertThat(script).contains("_picocli_" + name.replace(' ', '_'));
            command.options().forEach(option -> assertThat(script).as(name).contains("'" + option.longestName() + "'"));
        });
    }
}
