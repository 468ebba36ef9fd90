// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void fillTheFolder() throws IOException {
        for (String name : List.of(
                "b.txt",
                "a.TXT.GZ",
                "sub/deep/c.jsonl.zst",
                "sub/d.parquet",
                "sub/README",
                "info.json",
                "e.json.gz",
                ".hidden.txt",
                "_SUCCESS.txt",
                ".git/f.txt")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private List<String> find(String... inputs) throws IOException {
        var found = SourceFiles.find(Arrays.stream(inputs).map(this::in).toList(), null);
        return found.files().stream()
                .map(file -> folder.relativize(file.path()).toString().replace('\\', '/') + " " + file.format())
                .toList();
    }

    private String in(String input) {
        return input.isEmpty() ? folder.toString() : folder + "/" + input;
    }

    @Test
    void aFolderGivesItsTextFilesInOrderOfTheirPaths() throws IOException {
        assertThat(find(""))
                .containsExactly(
                        "a.TXT.GZ TEXT",
                        "b.txt TEXT",
                        "e.json.gz JSONL",
                        "sub/d.parquet PARQUET",
                        "sub/deep/c.jsonl.zst JSONL");
        assertThat(SourceFiles.find(List.of(folder.toString()), null).ignored())
                .containsExactly(folder.resolve("info.json"), folder.resolve("sub/README"));
    }

    @Test
    void aFileNamedIsTakenWhateverItsName() throws IOException {
        assertThat(find("sub/README", "info.json", ".hidden.txt"))
                .containsExactly("sub/README TEXT", "info.json JSONL", ".hidden.txt TEXT");
    }

    @Test
    void globsMatchAndTwoStarsAlsoStandForNoFolder() throws IOException {
        assertThat(find("*.txt")).containsExactly("b.txt TEXT");
        assertThat(find("sub/**/*.{parquet,zst}"))
                .containsExactly("sub/d.parquet PARQUET", "sub/deep/c.jsonl.zst JSONL");
    }

    @Test
    void aFileFoundTwiceCountsOnceAndInputsKeepTheirOrder() throws IOException {
        assertThat(find("sub/d.parquet", "b.txt", "*", "sub/../b.txt"))
                .containsExactly(
                        "sub/d.parquet PARQUET", "b.txt TEXT", "a.TXT.GZ TEXT", "e.json.gz JSONL", "info.json JSONL");
    }

    @Test
    void aFormatThatIsGivenHoldsForAllFiles() throws IOException {
        var found = SourceFiles.find(List.of(in("sub")), SourceFormat.TEXT);
        assertThat(found.files()).hasSize(3).allMatch(file -> file.format() == SourceFormat.TEXT);
        assertThat(found.bytes()).isEqualTo(10 + 13 + 20);
    }

    @Test
    void whatGivesNoFileIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> find("none.txt")).hasMessage(in("none.txt") + ": no such file or folder");
        assertThatThrownBy(() -> find("empty")).hasMessage(in("empty") + ": the folder holds no files");
        assertThatThrownBy(() -> find("*.csv")).hasMessage(in("*.csv") + ": matches no file");
        assertThatThrownBy(() -> find("nowhere/*.txt")).hasMessage(in("nowhere/*.txt") + ": matches no file");
        Files.writeString(folder.resolve("empty/notes.md"), "");
        assertThatThrownBy(() -> find("empty"))
                .hasMessage(in("empty") + ": none of the 1 files in the folder has a name that ends with"
                        + " .txt, .text, .jsonl, .ndjson or .parquet, also with .gz or .zst");
    }

    @Test
    void linksAreFollowedAndCirclesReported() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(other.resolve("linked.txt"), folder.resolve("b.txt"));
        assertThat(find("other")).containsExactly("other/linked.txt TEXT");
        Files.createSymbolicLink(other.resolve("circle"), folder);
        assertThatThrownBy(() -> find("other")).hasMessageEndingWith("links to a folder that contains it");
    }
}
