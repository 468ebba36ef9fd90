// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.LoadedTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.hub.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read back, by us from each of its two forms, and by Hugging Face's library.
final class TokenizerExportTest {
    static {
        // The oracle's library comes in the jar; without this it would look for a GPU and download another.
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty(
                "DJL_CACHE_DIR", Path.of("target", "djl").toAbsolutePath().toString());
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    @TempDir
    Path folder;

    static Stream<Tokenizer> tokenizers() {
        return Stream.of(
                SmallTokenizers.wordPiece(WordPieceOptions.UNCASED),
                SmallTokenizers.wordPiece(WordPieceOptions.CASED),
                SmallTokenizers.wordPiece(WordPieceOptions.UNCASED.withStripAccents(false)),
                SmallTokenizers.wordPiece(WordPieceOptions.CASED.withSplitChinese(false)),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.ROBERTA),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.ROBERTA.withPrefixSpace(true)),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.GPT2));
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void huggingFacesLibraryGivesTheSameIdsFromTheWrittenFile(Tokenizer tokenizer) throws IOException {
        TokenizerExport.write(folder, tokenizer, OptionalInt.of(512), "bert");
        var options = Map.of("truncation", "false", "padding", "false");
        try (var oracle = HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"), options)) {
            var random = new Random(1);
            for (int i = 0; i < 500; i++) {
                String first = SmallTokenizers.text(random);
                String second = SmallTokenizers.text(random);
                assertThat(Arrays.stream(tokenizer
                                        .encode(first, second, EncodeOptions.MODEL)
                                        .ids())
                                .asLongStream())
                        .as("%s | %s", first, second)
                        .containsExactly(toBoxed(oracle.encode(first, second).getIds()));
                String marked = first + " <mask> [MASK]" + second;
                assertThat(Arrays.stream(tokenizer
                                        .encode(marked, null, EncodeOptions.MODEL.withSpecialTokensInText())
                                        .ids())
                                .asLongStream())
                        .as(marked)
                        .containsExactly(toBoxed(oracle.encode(marked).getIds()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void bothFormsAreReadBackAsTheyWere(Tokenizer tokenizer) throws IOException {
        TokenizerExport.write(folder, tokenizer, OptionalInt.of(512), "bert");
        assertSame(TokenizerFolder.read(folder), tokenizer);
        Files.delete(folder.resolve("tokenizer.json"));
        assertSame(TokenizerFolder.read(folder), tokenizer);
    }

    private static void assertSame(LoadedTokenizer loaded, Tokenizer tokenizer) {
        assertThat(loaded.maxLength()).hasValue(512);
        assertThat(loaded.tokenizer().vocabulary().tokens())
                .isEqualTo(tokenizer.vocabulary().tokens());
        switch (tokenizer) {
            case WordPieceTokenizer wordPiece ->
                assertThat(((WordPieceTokenizer) loaded.tokenizer()).options()).isEqualTo(wordPiece.options());
            case ByteLevelBpeTokenizer byteLevel -> {
                var read = (ByteLevelBpeTokenizer) loaded.tokenizer();
                assertThat(read.options()).isEqualTo(byteLevel.options());
                assertThat(read.merges()).isEqualTo(byteLevel.merges());
            }
            default -> throw new AssertionError(tokenizer);
        }
    }

    @Test
    void theClassFollowsTheModelsFamily() throws IOException {
        var tokenizer = SmallTokenizers.wordPiece(WordPieceOptions.UNCASED);
        for (var family :
                Map.of("electra", "ElectraTokenizer", "bert", "BertTokenizer").entrySet()) {
            TokenizerExport.write(folder, tokenizer, OptionalInt.empty(), family.getKey());
            var config = JsonFile.read(folder.resolve("tokenizer_config.json"));
            assertThat(config.get("tokenizer_class").stringValue()).isEqualTo(family.getValue());
            assertThat(config.has("model_max_length")).isFalse();
        }
    }

    /// `transformers` 5 opens no folder whose special tokens are anything else.
    @ParameterizedTest
    @MethodSource("tokenizers")
    void specialTokensAreNamedByTheirSpelling(Tokenizer tokenizer) throws IOException {
        TokenizerExport.write(folder, tokenizer, OptionalInt.of(512), "bert");
        for (String file : List.of("tokenizer_config.json", "special_tokens_map.json")) {
            var named = JsonFile.read(folder.resolve(file)).properties().stream()
                    .filter(entry -> entry.getKey().endsWith("_token"))
                    .toList();
            assertThat(named).isNotEmpty().allMatch(entry -> entry.getValue().isString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void googlesDialectIsRemembered(boolean cased) throws IOException {
        var options = cased ? WordPieceOptions.GOOGLE_CASED : WordPieceOptions.GOOGLE_UNCASED;
        bothFormsAreReadBackAsTheyWere(SmallTokenizers.wordPiece(options));
        var config = folder.resolve("tokenizer_config.json");
        Files.writeString(config, Files.readString(config).replace("\"google\"", "\"apple\""));
        assertThatIOException()
                .isThrownBy(() -> TokenizerFolder.open(folder))
                .withMessageContaining("triad_dialect is 'apple', which is not read");
    }

    private static Long[] toBoxed(long[] ids) {
        return Arrays.stream(ids).boxed().toArray(Long[]::new);
    }
}
