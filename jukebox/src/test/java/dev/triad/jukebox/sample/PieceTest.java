// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodeLevels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);

    @TempDir
    Path folder;

    private static int[] codes(int count) {
        return IntStream.range(0, count).map(i -> (i * 5 + count) % 8).toArray();
    }

    private static Piece piece() {
        return Piece.empty(LEVELS, "abc", 160, "{\"what\": \"ever\"}", 2)
                .with(2, codes(10), codes(10))
                .with(1, codes(20), codes(7));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var file = folder.resolve("piece.safetensors");
        piece().write(file);
        var read = Piece.read(file);
        assertThat(read.levels()).isEqualTo(LEVELS);
        assertThat(read.codec()).isEqualTo("abc");
        assertThat(read.frames()).isEqualTo(160);
        assertThat(read.description()).isEqualTo("{\"what\": \"ever\"}");
        assertThat(read.codes()).isDeepEqualTo(piece().codes());
    }

    @Test
    void damagedFilesAreRefusedAndNothingElseHappens() throws IOException {
        var file = folder.resolve("piece.safetensors");
        piece().write(file);
        byte[] bytes = Files.readAllBytes(file);
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            var broken = bytes.clone();
            for (int j = 0; j < 1 + i % 3; j++) broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            Files.write(file, i % 5 == 0 ? Arrays.copyOf(broken, random.nextInt(broken.length)) : broken);
            try {
                assertThat(Piece.read(file).samples()).isBetween(1, 100);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("piece.safetensors");
            }
        }
    }

    @Test
    void lengthsAreWholeCodesOfTheTopLevel() {
        assertThat(Piece.frames(LEVELS, 0.01)).isEqualTo(80);
        assertThat(Piece.frames(LEVELS, 0.0101)).isEqualTo(96);
        assertThat(Piece.frames(LEVELS, 1e-9)).isEqualTo(16);
        assertThat(Piece.promptFrames(LEVELS, 0.0119)).isEqualTo(80);
        assertThat(Piece.promptFrames(LEVELS, 0.012)).isEqualTo(96);
        assertThat(Piece.promptFrames(LEVELS, 0.001)).isZero();
        assertThatThrownBy(() -> Piece.empty(LEVELS, "", 20, "", 1)).hasMessageContaining("whole codes of 16 samples");
    }

    @Test
    void aPieceKnowsWhatItLacks() {
        assertThat(piece().isComplete(2)).isTrue();
        assertThat(piece().isComplete(1)).isFalse();
        assertThat(piece().isComplete(0)).isFalse();
        assertThat(piece().withFrames(176).isComplete(2)).isFalse();
        assertThat(piece().total(0)).isEqualTo(40);
    }

    @Test
    void aPromptEndsEverywhereTogether() {
        var cut = piece().cut(48, 320);
        assertThat(cut.frames()).isEqualTo(320);
        assertThat(cut.codes()[2][1]).hasSize(3);
        assertThat(cut.codes()[1][0]).hasSize(6);
        assertThat(cut.codes()[0][0]).isEmpty();
    }

    @Test
    void aCandidateIsChosenAndCopied() {
        var chosen = piece().choose(1, 3);
        assertThat(chosen.samples()).isEqualTo(3);
        assertThat(chosen.codes()[1]).isDeepEqualTo(new int[][] {codes(7), codes(7), codes(7)});
        assertThatThrownBy(() -> piece().choose(2, 3)).hasMessage("there are samples 1 to 2, no 3");
    }

    @Test
    void onlyWholeLevelsGoIntoASamplesFile() throws IOException {
        var file = folder.resolve("sample.safetensors");
        piece().file(1, "second").write(file);
        var read = CodeFile.read(file);
        assertThat(read.song()).isEqualTo("second");
        assertThat(read.codes()).isDeepEqualTo(new int[][] {{}, {}, codes(10)});
    }
}
