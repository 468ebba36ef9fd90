// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.hub.Damage;
import dev.triad.hub.json.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Damages tokenizer files, byte by byte and value by value: each reading ends with a tokenizer that works, or with
/// an error in words.
final class TokenizerFuzzTest {
    private static final String VALUES = """
            {"v": [null, true, false, 0, -1, 1, 3000000000, 1e300, 0.5, "", "x", "[CLS]", "<s>", [], [[]], [0], {},
                   {"type": "ByteLevel"}, {"type": "BertNormalizer"}, {"content": 5}, {"a": {"b": []}}]}
            """;

    @TempDir
    Path folder;

    static Stream<Tokenizer> tokenizers() {
        return Stream.of(
                SmallTokenizers.wordPiece(WordPieceOptions.UNCASED),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.ROBERTA),
                SmallTokenizers.byteLevel(ByteLevelBpeOptions.GPT2));
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void damagedFilesGiveAnErrorOrATokenizer(Tokenizer tokenizer) throws IOException {
        TokenizerExport.write(folder, tokenizer, OptionalInt.of(512), "bert");
        var damage = new Damage(9);
        var random = new Random(9);
        int read = 0;
        for (int trial = 0; trial < 1500; trial++) {
            if (trial == 1000) {
                Files.delete(folder.resolve("tokenizer.json"));
            }
            var file = files().get(random.nextInt(files().size()));
            byte[] whole = Files.readAllBytes(file);
            boolean json = file.toString().endsWith(".json");
            Files.write(file, json && trial % 3 > 0 ? damaged(whole, random) : damage.of(whole));
            read += outcome(trial) ? 1 : 0;
            Files.write(file, whole);
        }
        assertThat(read).isBetween(1, 1499);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private boolean outcome(int trial) {
        try {
            var tokenizer = TokenizerFolder.read(folder).tokenizer();
            tokenizer.encode("abc déf [CLS] <mask>", null, EncodeOptions.MODEL.withSpecialTokensInText());
            return true;
        } catch (IOException e) {
            assertThat(e.getMessage()).as("trial %s", trial).startsWith(folder.toString());
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("trial " + trial, e);
        }
    }

    /// One value anywhere in the tree becomes another, or goes.
    private static byte[] damaged(byte[] json, Random random) throws IOException {
        var root = JsonFile.read("it", json);
        var containers = new ArrayList<JsonNode>();
        collect(root, containers);
        var values =
                JsonFile.read("values", VALUES.getBytes(StandardCharsets.UTF_8)).get("v");
        var value = values.get(random.nextInt(values.size()));
        boolean remove = random.nextInt(5) == 0;
        switch (containers.get(random.nextInt(containers.size()))) {
            case ObjectNode object -> {
                var names = List.copyOf(object.propertyNames());
                String name = names.isEmpty() ? "new" : names.get(random.nextInt(names.size()));
                if (remove) {
                    object.remove(name);
                } else {
                    object.set(name, value);
                }
            }
            case ArrayNode array
            when !array.isEmpty() -> {
                int index = random.nextInt(array.size());
                if (remove) {
                    array.remove(index);
                } else {
                    array.set(index, value);
                }
            }
            default -> {}
        }
        return JsonFile.text(root).getBytes(StandardCharsets.UTF_8);
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
