// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Ids that Hugging Face's tokenizers 0.21 gave, frozen, with small vocabularies trained on old novels and on the lines
/// themselves.
class FrozenIdsTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(FrozenIdsTest.class.getResource("frozen/" + name), name)
                .toURI());
    }

    /// Undoes `\n`, `\t`, `\r`, `\\` and `\` `uXXXX`.
    static String unescape(String line) {
        return ESCAPE.matcher(line)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1).charAt(0)) {
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case 'r' -> "\r";
                            case 'u' -> String.valueOf((char) Integer.parseInt(match.group(2), 16));
                            default -> match.group(1);
                        }));
    }

    private static void assertIds(Tokenizer tokenizer, int column) throws IOException, URISyntaxException {
        var lines = Files.readAllLines(resource("ids.tsv"));
        assertThat(lines).hasSizeGreaterThan(40);
        var writer = tokenizer.writer();
        for (var line : lines) {
            var fields = line.split("\t", -1);
            var text = unescape(fields[0]);
            int[] expected = Stream.of(fields[column].split(" "))
                    .filter(id -> !id.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertThat(tokenizer.encode(text).ids()).as(fields[0]).isEqualTo(expected);
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            var out = new IntBuilder();
            writer.append(utf8, 0, utf8.length, out);
            assertThat(out.toArray()).as(fields[0]).isEqualTo(expected);
        }
    }

    @Test
    void wordPieceGivesTheFrozenIds() throws IOException, URISyntaxException {
        assertIds(WordPieceTokenizer.load(resource("wordpiece-vocab.txt"), WordPieceOptions.UNCASED), 1);
    }

    @Test
    void byteLevelBpeGivesTheFrozenIds() throws IOException, URISyntaxException {
        var tokenizer = ByteLevelBpeTokenizer.load(
                resource("bpe-vocab.json"), resource("bpe-merges.txt"), ByteLevelBpeOptions.ROBERTA);
        assertIds(tokenizer, 2);
    }
}
