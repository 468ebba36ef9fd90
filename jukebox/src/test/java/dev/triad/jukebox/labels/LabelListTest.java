// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelListTest {
    @TempDir
    Path folder;

    @Test
    void namesAreNormalisedAsTheirRulesSay() {
        assertThat(LabelRules.V2.normalise("  Sigur Rós & Friends!")).isEqualTo("sigur_r_s_friends");
        assertThat(LabelRules.V3.normalise("Sigur Rós & Friends!")).isEqualTo("sigur rós & friends!");
        assertThat(LabelRules.V2.genres("Indie Pop-Rock")).containsExactly("indie", "pop", "rock");
        assertThat(LabelRules.V3.genres("Indie Pop-Rock")).containsExactly("indie pop-rock");
    }

    @Test
    void listsAreReadAndWritten() throws IOException {
        var file = folder.resolve("artists.txt");
        Files.writeString(file, "unknown;0\nmiles_davis;2\nmiles_d;2\n\nthe;who;5\n");
        var list = LabelList.read(file, LabelRules.V2);
        assertThat(list.count()).isEqualTo(6);
        assertThat(list.id("Miles Davis")).hasValue(2);
        assertThat(list.id("The; Who")).hasValue(5);
        assertThat(list.id("Various")).hasValue(0);
        assertThat(list.id("")).hasValue(0);
        assertThat(list.id("Nobody Else")).isEmpty();
        assertThat(list.name(2)).isEqualTo("miles_davis_miles_d");
        list.write(file);
        assertThat(LabelList.read(file, LabelRules.V2).names()).isEqualTo(list.names());
    }

    @Test
    void ownSongsMakeAList() {
        var lists = LabelLists.of(LabelRules.V2, List.of("Nina", "Bach", "nina", ""), List.of("Jazz Soul", "Baroque"));
        assertThat(lists.artists().count()).isEqualTo(3);
        assertThat(lists.ids("NINA", "soul jazz", this::unexpected)).isEqualTo(new LabelIds(2, List.of(3, 2)));
        assertThat(lists.ids("", "", this::unexpected)).isEqualTo(LabelIds.UNKNOWN);
    }

    private void unexpected(String warning) {
        throw new AssertionError(warning);
    }

    @Test
    void aMisspeltArtistIsExplainedWithTheNearestNames() {
        var lists = LabelLists.of(LabelRules.V3, List.of("nina simone", "bach", "bacharach"), List.of("jazz"));
        var warnings = new ArrayList<String>();
        assertThat(lists.ids("Nina Simon", "jazz", warnings::add)).isEqualTo(new LabelIds(0, List.of(1)));
        assertThat(warnings).singleElement().asString().contains("'Nina Simon'", "3 that", "did you mean nina simone?");
        assertThat(lists.artists().nearest("bahc")).containsExactly("bach");
        assertThat(lists.artists().nearest("xyzxyz")).isEmpty();
    }

    @Test
    void noMoreGenresAreKeptThanAModelTakes() {
        var lists = LabelLists.of(LabelRules.V2, List.of(), List.of("a b c d e f g"));
        assertThat(lists.ids("", "a b c d e f g", this::unexpected).genres()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bach", "bach;x", "bach;-1", "bach;1\nbach;2", "bach;99999999999"})
    void badLinesAreNamed(String text) throws IOException {
        var file = folder.resolve("artists.txt");
        Files.writeString(file, "unknown;0\n" + text + "\n");
        assertThatThrownBy(() -> LabelList.read(file, LabelRules.V2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("artists.txt, line " + (2 + text.lines().count() - 1));
    }

    @Test
    void emptyAndForeignFilesAreRefused() throws IOException {
        var file = folder.resolve("genres.txt");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThatThrownBy(() -> LabelList.read(file, LabelRules.V2)).hasMessageContaining("UTF-8");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> LabelList.read(file, LabelRules.V2)).hasMessageContaining("no names");
    }
}
