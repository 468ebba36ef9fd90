// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.hub.json.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Reads what others write, and refuses what would come out nearly right.
final class TokenizerFolderTest {
    @TempDir
    static Path written;

    @TempDir
    Path folder;

    private Path wordPiece;
    private Path byteLevel;

    @BeforeAll
    static void writeBothShapes() throws IOException {
        TokenizerExport.write(
                Files.createDirectory(written.resolve("bert")),
                SmallTokenizers.wordPiece(WordPieceOptions.UNCASED),
                OptionalInt.of(512),
                "bert");
        TokenizerExport.write(
                Files.createDirectory(written.resolve("roberta")),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.ROBERTA),
                OptionalInt.of(512),
                "roberta");
    }

    @BeforeEach
    void copyBothShapes() throws IOException {
        wordPiece = copy("bert");
        byteLevel = copy("roberta");
    }

    private Path copy(String shape) throws IOException {
        var copy = Files.createDirectory(folder.resolve(shape));
        try (var files = Files.list(written.resolve(shape))) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void aFolderWithoutTokenizerIsTold() throws IOException {
        assertThat(TokenizerFolder.isPresent(folder)).isFalse();
        assertThat(TokenizerFolder.isPresent(wordPiece)).isTrue();
        assertRefused(folder, "has neither tokenizer.json, vocab.txt nor vocab.json with merges.txt");
        Files.createFile(folder.resolve("spiece.model"));
        assertRefused(folder, "; spiece.model is not read");
    }

    @Test
    void aVocabularyAloneIsEnough() throws IOException {
        for (var file : new String[] {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
            Files.delete(wordPiece.resolve(file));
            Files.delete(byteLevel.resolve(file));
        }
        var loaded = TokenizerFolder.read(wordPiece);
        assertThat(loaded.maxLength()).isEmpty();
        assertThat(((WordPieceTokenizer) loaded.tokenizer()).options())
                .as("its vocabulary has capital letters, so it is cased")
                .isEqualTo(WordPieceOptions.CASED);
        Files.writeString(wordPiece.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n[unused1]\na\nℝ\n##b\n");
        assertThat(((WordPieceTokenizer) TokenizerFolder.read(wordPiece).tokenizer()).options())
                .isEqualTo(WordPieceOptions.UNCASED);
        assertThat(((ByteLevelBpeTokenizer) TokenizerFolder.read(byteLevel).tokenizer()).options())
                .isEqualTo(ByteLevelBpeOptions.ROBERTA);
    }

    @Test
    void settingsBesideTheFileCount() throws IOException {
        change(wordPiece, "tokenizer_config.json", config -> {
            config.put("do_lower_case", false).put("strip_accents", true).put("tokenize_chinese_chars", false);
            config.set(
                    "model_max_length",
                    JsonFile.read("it", "{\"n\": 1000000000000000019884624838656}".getBytes(StandardCharsets.US_ASCII))
                            .get("n"));
        });
        var loaded = TokenizerFolder.read(wordPiece);
        assertThat(loaded.maxLength())
                .as("what transformers writes for: nobody knows")
                .isEmpty();
        assertThat(((WordPieceTokenizer) loaded.tokenizer()).options())
                .isEqualTo(WordPieceOptions.CASED.withStripAccents(true).withSplitChinese(false));
    }

    @Test
    void theNormalizerCountsWhereTheSettingsSayNothing() throws IOException {
        Files.delete(wordPiece.resolve("tokenizer_config.json"));
        change(wordPiece, "tokenizer.json", json -> object(json, "normalizer").put("lowercase", false));
        assertThat(((WordPieceTokenizer) TokenizerFolder.read(wordPiece).tokenizer()).options())
                .isEqualTo(WordPieceOptions.CASED);
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() throws IOException {
        change(
                wordPiece,
                "tokenizer_config.json",
                config -> config.put("triad_dialect", "google")
                        .put("do_lower_case", false)
                        .put("strip_accents", true));
        assertRefused(wordPiece, "tokenizer_config.json: contradicts itself: Google's tokenizer strips accents");
    }

    @Test
    void specialTokensMayBeSpelledOtherwise() throws IOException {
        for (var file : new String[] {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"}) {
            var path = wordPiece.resolve(file);
            Files.writeString(path, Files.readString(path).replace("[MASK]", "<hide>"));
        }
        assertThat(maskOf(wordPiece)).isEqualTo("<hide>");
        Files.delete(wordPiece.resolve("tokenizer.json"));
        var lines = wordPiece.resolve("vocab.txt");
        Files.writeString(lines, Files.readString(lines).replace("[MASK]", "<hide>"));
        assertThat(maskOf(wordPiece)).isEqualTo("<hide>");
    }

    private static String maskOf(Path folder) throws IOException {
        var vocabulary = TokenizerFolder.open(folder).vocabulary();
        return vocabulary.token(vocabulary.id(SpecialToken.MASK));
    }

    @Test
    void aGenericClassDoesWhatTheFileSays() throws IOException {
        change(
                wordPiece,
                "tokenizer_config.json",
                config ->
                        config.put("tokenizer_class", "PreTrainedTokenizerFast").put("do_lower_case", false));
        assertThat(((WordPieceTokenizer) TokenizerFolder.open(wordPiece)).options())
                .isEqualTo(WordPieceOptions.UNCASED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"additional_special_tokens", "extra_special_tokens"})
    void furtherSpecialTokensAreRefusedByName(String key) throws IOException {
        change(wordPiece, "special_tokens_map.json", map -> map.putArray(key).add("[SEP]"));
        assertThat(TokenizerFolder.open(wordPiece)).isInstanceOf(WordPieceTokenizer.class);
        change(wordPiece, "special_tokens_map.json", map -> map.putObject(key).put("who", "[unused0]"));
        assertRefused(wordPiece, "special_tokens_map.json: " + key + ".who is the token '[unused0]', which is none");
    }

    @Test
    void olderAndNewerFormsOfTheFileAreRead() throws IOException {
        change(wordPiece, "tokenizer.json", json -> {
            var layout = json.putObject("post_processor").put("type", "BertProcessing");
            layout.putArray("sep").add("[SEP]").add(4);
            layout.putArray("cls").add("[CLS]").add(3);
            json.putNull("decoder");
        });
        assertThat(TokenizerFolder.read(wordPiece).tokenizer()).isInstanceOf(WordPieceTokenizer.class);

        var merges = ((ByteLevelBpeTokenizer) TokenizerFolder.read(byteLevel).tokenizer()).merges();
        change(byteLevel, "tokenizer.json", json -> {
            var pairs = object(json, "model").putArray("merges");
            for (String merge : merges) {
                var pair = merge.split(" ");
                pairs.addArray().add(pair[0]).add(pair[1]);
            }
        });
        assertThat(((ByteLevelBpeTokenizer) TokenizerFolder.read(byteLevel).tokenizer()).merges())
                .isEqualTo(merges);
    }

    /// A name that leads to a value, and a value that means another tokenizer.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            model.type | "Unigram"
            model.type | "WordLevel"
            model.unk_token | "[MASK]"
            model.continuing_subword_prefix | "@@"
            model.max_input_chars_per_word | 0
            normalizer | null
            normalizer.type | "NFC"
            normalizer.clean_text | false
            normalizer.lowercase | "yes"
            pre_tokenizer.type | "Whitespace"
            pre_tokenizer | null
            post_processor | null
            post_processor.single | []
            post_processor.special_tokens | {}
            decoder.type | "ByteLevel"
            decoder.prefix | "@@"
            model.vocab | [1]
            """)
    void otherKindsOfWordPieceAreRefusedByName(String name, String value) throws IOException {
        change(wordPiece, "tokenizer.json", json -> put(json, name, value));
        assertRefused(
                wordPiece,
                "tokenizer.json: "
                        + name.replace("post_processor.single", "post_processor")
                                .replace("post_processor.special_tokens", "post_processor")
                                .replaceFirst("^(normalizer|pre_tokenizer)$", "$1.type"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            model.dropout | 0.1
            model.end_of_word_suffix | "</w>"
            model.continuing_subword_prefix | "##"
            model.byte_fallback | true
            model.ignore_merges | true
            model.merges | {}
            model.merges | [1]
            model.merges | ["a q q"]
            normalizer | {"type": "NFKC"}
            pre_tokenizer.type | "Sequence"
            pre_tokenizer.use_regex | false
            post_processor | null
            post_processor.sep | ["</s>", 3]
            post_processor.type | "TemplateProcessing"
            decoder.type | "WordPiece"
            """)
    void otherKindsOfBytePairsAreRefusedByName(String name, String value) throws IOException {
        change(byteLevel, "tokenizer.json", json -> put(json, name, value));
        String told = name.startsWith("post_processor") ? "post_processor" : name;
        assertRefused(byteLevel, "tokenizer.json: " + (value.contains("a q q") ? "model" : told));
    }

    @Test
    void addedTokensAreRefusedByName() throws IOException {
        change(
                wordPiece,
                "tokenizer.json",
                json -> json.withArray("added_tokens").addObject().put("id", 1).put("content", "[unused0]"));
        assertRefused(wordPiece, "added_tokens[5] is the token '[unused0]' with id 1, which is none of the special");
    }

    @Test
    void addedTokensBesideAVocabularyAreRefusedByName() throws IOException {
        Files.delete(wordPiece.resolve("tokenizer.json"));
        Files.writeString(wordPiece.resolve("added_tokens.json"), "{\"[CLS]\": 3, \"[ENTITY]\": 500}");
        assertRefused(wordPiece, "added_tokens.json: [ENTITY] is a token which is none of the special tokens");
        Files.delete(wordPiece.resolve("added_tokens.json"));
        change(
                wordPiece,
                "tokenizer_config.json",
                config ->
                        object(config, "added_tokens_decoder").putObject("500").put("content", "[ENTITY]"));
        assertRefused(wordPiece, "added_tokens_decoder.500 is the token '[ENTITY]' with id 500");
    }

    @Test
    void aMaskThatTreatsSpacesOtherwiseIsRefused() throws IOException {
        change(byteLevel, "tokenizer.json", json -> {
            for (var token : json.withArray("added_tokens")) {
                ((ObjectNode) token).put("lstrip", false);
            }
        });
        assertRefused(byteLevel, ".lstrip is false, which is not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"XLNetTokenizer", "AlbertTokenizerFast", "BertJapaneseTokenizer", "RobertaTokenizer"})
    void anUnknownClassIsRefusedByName(String name) throws IOException {
        Files.delete(wordPiece.resolve("tokenizer.json"));
        change(wordPiece, "tokenizer_config.json", config -> config.put("tokenizer_class", name));
        assertRefused(wordPiece, "tokenizer_config.json: tokenizer_class is '" + name + "', which is not read");
    }

    @Test
    void settingsOfOtherTokenizersAreRefusedByName() throws IOException {
        Files.delete(wordPiece.resolve("tokenizer.json"));
        change(
                wordPiece,
                "tokenizer_config.json",
                config -> config.putArray("never_split").add("abc"));
        assertRefused(wordPiece, "never_split is an array, which is not read");
        change(
                wordPiece,
                "tokenizer_config.json",
                config -> config.putNull("never_split").put("do_basic_tokenize", false));
        assertRefused(wordPiece, "do_basic_tokenize is false, which is not read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": -1} | gives the token 'a' the id -1
            {"a": 99999999} | gives the token 'a' the id 99999999
            {"a": "b"} | gives the token 'a' the id "b"
            {"a": 0, "b": 0} | gives the tokens 'a' and 'b' one id, 0
            {"a": 0} | the vocabulary has no
            """)
    void aVocabularyThatContradictsItselfIsRefused(String vocab, String words) throws IOException {
        change(wordPiece, "tokenizer.json", json -> put(json, "model.vocab", vocab));
        assertRefused(wordPiece, words);
    }

    private void assertRefused(Path where, String words) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TokenizerFolder.read(where))
                .withMessageContaining(words)
                .withMessageStartingWith(folder.toString());
    }

    private interface Change {
        void apply(ObjectNode json) throws IOException;
    }

    private static void change(Path folder, String file, Change change) throws IOException {
        var json = JsonFile.read(folder.resolve(file));
        change.apply(json);
        Files.writeString(folder.resolve(file), JsonFile.text(json));
    }

    private static ObjectNode object(ObjectNode json, String name) {
        return (ObjectNode) json.get(name);
    }

    private static void put(ObjectNode json, String name, String value) throws IOException {
        var parsed = JsonFile.read("it", ("{\"v\": " + value + "}").getBytes(StandardCharsets.UTF_8));
        int dot = name.indexOf('.');
        var parent = dot < 0 ? json : object(json, name.substring(0, dot));
        parent.set(name.substring(dot + 1), parsed.get("v"));
    }
}
