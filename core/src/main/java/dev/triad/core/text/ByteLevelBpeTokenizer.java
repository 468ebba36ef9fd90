// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// GPT-2's and RoBERTa's tokenizer: words, then byte pairs merged in the order they were learned (Radford et al., 2019;
/// Sennrich et al., 2016). It knows every text, and gives back exactly what it was given.
public final class ByteLevelBpeTokenizer implements Tokenizer {
    private final ByteLevelBpeOptions options;
    private final List<String> merges;
    private final Pipeline pipeline;

    /// @param merges in the order of their ranks, each two tokens with a space between
    /// @throws IllegalArgumentException if a merge or a byte is not in the vocabulary; a merge is named by its rank
    public ByteLevelBpeTokenizer(Vocabulary vocabulary, List<String> merges, ByteLevelBpeOptions options) {
        this.options = options;
        this.merges = List.copyOf(merges);
        boolean roberta = options.family() == ByteLevelBpeOptions.Family.ROBERTA;
        pipeline = new Pipeline(
                vocabulary,
                WordScanner.gpt2(),
                new BytePairs(byteIds(vocabulary), table(vocabulary, merges)),
                roberta ? SequenceLayout.ROBERTA : SequenceLayout.PLAIN,
                options.prefixSpace(),
                options.trimOffsets());
    }

    /// Reads a `vocab.json` and its `merges.txt`.
    ///
    /// @throws IOException if a file cannot be read or is not what its name says
    public static ByteLevelBpeTokenizer load(Path vocabulary, Path merges, ByteLevelBpeOptions options)
            throws IOException {
        var tokens = VocabularyFiles.readJson(vocabulary, options.family());
        var lines = VocabularyFiles.readMerges(merges, tokens);
        try {
            return new ByteLevelBpeTokenizer(tokens, lines, options);
        } catch (IllegalArgumentException e) {
            throw new IOException(vocabulary + ": " + e.getMessage(), e);
        }
    }

    private static int[] byteIds(Vocabulary vocabulary) {
        var ids = new int[256];
        for (int value = 0; value < 256; value++) {
            var token = String.valueOf(ByteAlphabet.character((byte) value));
            var id = vocabulary.id(token);
            if (id.isEmpty()) {
                throw new IllegalArgumentException(
                        "no token \"%s\" for byte 0x%02X; a byte-level vocabulary has one for each of the 256 bytes"
                                .formatted(token, value));
            }
            ids[value] = id.getAsInt();
        }
        return ids;
    }

    private static MergeTable table(Vocabulary vocabulary, List<String> merges) {
        var lefts = new int[merges.size()];
        var rights = new int[merges.size()];
        var joined = new int[merges.size()];
        for (int rank = 0; rank < merges.size(); rank++) {
            var merge = merges.get(rank);
            int space = merge.indexOf(' ');
            if (space <= 0 || space == merge.length() - 1 || merge.indexOf(' ', space + 1) >= 0) {
                throw new IllegalArgumentException(
                        "merge %d is \"%s\", not two tokens with a space between".formatted(rank, merge));
            }
            lefts[rank] = known(vocabulary, merge.substring(0, space), rank);
            rights[rank] = known(vocabulary, merge.substring(space + 1), rank);
            joined[rank] = known(vocabulary, merge.substring(0, space) + merge.substring(space + 1), rank);
        }
        return new MergeTable(lefts, rights, joined);
    }

    private static int known(Vocabulary vocabulary, String token, int rank) {
        return vocabulary
                .id(token)
                .orElseThrow(() -> new IllegalArgumentException(
                        "merge %d needs the token \"%s\", which the vocabulary does not have".formatted(rank, token)));
    }

    /// How this tokenizer differs from its siblings.
    public ByteLevelBpeOptions options() {
        return options;
    }

    /// The merges in the order of their ranks, each two tokens with a space between.
    public List<String> merges() {
        return merges;
    }

    @Override
    public Vocabulary vocabulary() {
        return pipeline.vocabulary();
    }

    @Override
    public Encoding encode(String first, @Nullable String second, EncodeOptions how) {
        return pipeline.encode(first, second, how);
    }

    @Override
    public TokenWriter writer() {
        return pipeline.writer();
    }

    /// The bytes of the tokens, read as UTF-8; what is not UTF-8 becomes U+FFFD.
    @Override
    public String decode(int[] ids, DecodeOptions how) {
        var bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            var token = vocabulary().token(id);
            if (!how.skipSpecialTokens() || !vocabulary().isSpecial(id)) {
                ByteAlphabet.read(token, bytes);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
