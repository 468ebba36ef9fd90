// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.file.Sha256;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenDatasetTest {
    @TempDir
    Path folder;

    private final List<TokenExample> train = new ArrayList<>();
    private TokenManifest manifest;

    @BeforeEach
    void writeADataset() throws IOException {
        var random = new Random(1);
        var shards = new ArrayList<TokenManifest.Shard>();
        for (int i = 0; i < 4; i++) {
            Path file = folder.resolve("train-%05d.shard".formatted(i));
            // the second shard is empty
            var written = RandomShards.write(file, random, 1000, i == 1 ? 0 : 20, 5, 64);
            shards.add(written.entry());
            train.addAll(written.examples());
        }
        var heldOut = RandomShards.write(folder.resolve("held-out-00000.shard"), random, 1000, 3, 5, 64);
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n");
        manifest = new TokenManifest(
                64,
                new TokenizerFiles(
                        "bert",
                        Map.of("cased", false, "longest_word", 100L),
                        1000,
                        List.of(new TokenizerFiles.Copy("vocab.txt", 6, Sha256.of(folder.resolve("vocab.txt"))))),
                Map.of("builder", "carry", "seed", 42L, "held_out", 0.01),
                List.of(new TokenManifest.Source("a/b.txt", 17), new TokenManifest.Source("ü.txt.gz", 0)),
                List.of(
                        new TokenManifest.Part("train", 12, shards),
                        new TokenManifest.Part("held-out", 0, List.of(heldOut.entry()))));
        Files.write(folder.resolve("manifest.json"), ManifestJson.render(manifest));
    }

    @Test
    void aManifestSurvivesItsFile() throws IOException {
        assertThat(ManifestJson.read(folder)).isEqualTo(manifest);
    }

    @Test
    void shardsOfAPartAreNumberedThrough() throws IOException {
        try (var dataset = TokenDataset.open(folder)) {
            dataset.verify(Progress.NONE);
            assertThat(dataset.parts()).containsExactly("train", "held-out");
            var part = dataset.part(TokenManifest.TRAIN);
            assertThat(part.examples()).isEqualTo(train.size());
            int[] ids = new int[70];
            for (int i = 0; i < train.size(); i++) {
                var expected = train.get(i);
                assertThat(part.example(i)).isEqualTo(expected);
                assertThat(part.length(i)).isEqualTo(expected.length());
                assertThat(part.firstLength(i)).isEqualTo(expected.firstLength());
                assertThat(part.copy(i, ids, 3)).isEqualTo(expected.length());
                assertThat(ids[3]).isEqualTo(expected.ids()[0]);
            }
            assertThatThrownBy(() -> part.example(train.size())).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> dataset.part("test"))
                    .hasMessage(folder + " has no part \"test\", only train, held-out");
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Path shard = folder.resolve("train-00002.shard");
        Files.delete(shard);
        assertThatThrownBy(() -> TokenDataset.open(folder))
                .hasMessage(shard + ": is missing, and the manifest lists it");
    }

    @Test
    void shardsThatChangedPlacesAreNoticed() throws IOException {
        Files.move(folder.resolve("train-00002.shard"), folder.resolve("x"));
        Files.move(folder.resolve("train-00003.shard"), folder.resolve("train-00002.shard"));
        Files.move(folder.resolve("x"), folder.resolve("train-00003.shard"));
        assertThatThrownBy(() -> TokenDataset.open(folder)).hasMessageContaining("is not the file the manifest means");
    }

    @Test
    void aChangedByteIsFoundByVerifying() throws IOException {
        Path shard = folder.resolve("held-out-00000.shard");
        byte[] bytes = Files.readAllBytes(shard);
        bytes[40] ^= 1;
        Files.write(shard, bytes);
        try (var dataset = TokenDataset.open(folder)) {
            assertThatThrownBy(() -> dataset.verify(Progress.NONE))
                    .hasMessageStartingWith(shard + ": is damaged between byte 0 and byte ");
        }
    }

    @Test
    void anotherVocabularyIsRefused() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[pad]\n");
        assertThatThrownBy(() -> TokenDataset.open(folder))
                .hasMessage(folder.resolve("vocab.txt")
                        + ": is not the file the shards were made with: its SHA-256 differs");
    }

    @Test
    void aFolderWithoutManifestSaysHowToMakeOne() throws IOException {
        Files.delete(folder.resolve("manifest.json"));
        assertThatThrownBy(() -> TokenDataset.open(folder))
                .hasMessageContaining("holds no manifest.json; prepare a corpus with: triad text prepare");
        assertThatThrownBy(() -> TokenDataset.open(folder.resolve("none"))).hasMessageContaining("is not a folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"triad.tokens\"|\"other\"|is not the manifest of a token data set",
                "\"version\" : 1|\"version\" : 2|has version 2, and this Triad reads version 1",
                "train-00000.shard|../x.shard|a shard's file must be a plain name, not \"../x.shard\"",
                "\"builder\" : \"carry\"|\"builder\" : null|has a null at line",
                "\"unknown\" : 12|\"unknown\" : -12|\"parts[0].unknown\" must not be negative, but is -12",
                "\"unknown\" : 12|\"colour\" : 12|\"parts[0].unknown\" is missing",
                "\"sources\"|\"sauces\"|\"sources\" is missing",
                "\"sequence_length\" : 64|\"sequence_length\" : 63|shard: is not the file the manifest means",
            })
    void aManifestThatMakesNoSenseIsRefused(String from, String to, String message) throws IOException {
        Path file = folder.resolve("manifest.json");
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        Files.writeString(file, text.replaceFirst(Pattern.quote(from), to));
        assertThatThrownBy(() -> TokenDataset.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message);
    }
}
