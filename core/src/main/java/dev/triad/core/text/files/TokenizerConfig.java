// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.ByteLevelBpeOptions.Family;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.WordPieceOptions.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The settings around a vocabulary: `tokenizer_config.json` and `special_tokens_map.json`, of which either may be
/// missing.
///
/// @param file the whole of `tokenizer_config.json`; absent values if there is none
/// @param specialTokensMap the whole of `special_tokens_map.json`, likewise
/// @param specialTokens the spellings that either file gives; the first file's win
record TokenizerConfig(JsonPart file, JsonPart specialTokensMap, Map<SpecialToken, String> specialTokens) {
    static TokenizerConfig read(Path folder) throws IOException {
        var spellings = new EnumMap<SpecialToken, String>(SpecialToken.class);
        var map = readIfPresent(folder.resolve("special_tokens_map.json"));
        SpecialTokenNames.readInto(spellings, map);
        var file = readIfPresent(folder.resolve("tokenizer_config.json"));
        SpecialTokenNames.readInto(spellings, file);
        return new TokenizerConfig(file, map, spellings);
    }

    static JsonPart readIfPresent(Path file) throws IOException {
        return Files.isRegularFile(file) ? JsonPart.read(file) : absent(file);
    }

    /// A file that is not there, all its values absent.
    static JsonPart absent(Path file) {
        return JsonPart.absent(file.toString());
    }

    /// How WordPiece's special tokens are spelled: as BERT's, where no file says otherwise.
    Map<SpecialToken, String> spellings() {
        var spellings = new EnumMap<SpecialToken, String>(SpecialToken.class);
        for (var token : SpecialToken.values()) {
            spellings.put(token, specialTokens.getOrDefault(token, token.bert()));
        }
        return spellings;
    }

    /// The same for byte pairs. GPT-2's one token is what it is.
    Map<SpecialToken, String> spellings(Family family) {
        var spellings = family.spelling();
        if (family == Family.ROBERTA) {
            spellings.putAll(specialTokens);
        }
        return spellings;
    }

    /// The class of the tokenizer in `transformers`, without "Tokenizer" and "Fast".
    Optional<String> tokenizerClass() throws ModelFileException {
        return file.get("tokenizer_class").text().map(name -> name.replaceFirst("Tokenizer(Fast)?$", ""));
    }

    /// The longest sequence; `transformers` writes 10^30 when it does not know.
    OptionalInt maxLength() {
        return file.get("model_max_length").value() instanceof Long length && length > 0 && length <= Integer.MAX_VALUE
                ? OptionalInt.of((int) (long) length)
                : OptionalInt.empty();
    }

    /// Whether the tokenizer is `PreTrainedTokenizerFast`, which does what `tokenizer.json` says and no more; the
    /// others put the switches below in place of what it says.
    private boolean isGeneric() throws ModelFileException {
        return tokenizerClass().orElse("").equals("PreTrained");
    }

    private Optional<Boolean> ofClass(String key) throws ModelFileException {
        return isGeneric() ? Optional.empty() : file.get(key).flag();
    }

    /// Whose rules settle the corner cases: Hugging Face's, unless Triad noted that a vocabulary goes with Google's,
    /// which these files have no word for. Other readers pass over the note.
    Dialect dialect() throws ModelFileException {
        var note = file.get(TokenizerFolder.DIALECT);
        if (note.isAbsent()) {
            return Dialect.HUGGING_FACE;
        }
        note.require(TokenizerFolder.GOOGLE);
        return Dialect.GOOGLE;
    }

    Optional<Boolean> lowerCase() throws ModelFileException {
        return ofClass("do_lower_case");
    }

    Optional<Boolean> stripAccents() throws ModelFileException {
        return ofClass("strip_accents");
    }

    Optional<Boolean> splitChinese() throws ModelFileException {
        return ofClass("tokenize_chinese_chars");
    }

    Optional<Boolean> prefixSpace() throws ModelFileException {
        return ofClass("add_prefix_space");
    }
}
