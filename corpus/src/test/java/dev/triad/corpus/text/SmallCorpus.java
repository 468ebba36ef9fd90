// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenizerSettings;
import dev.triad.core.file.Storage;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.corpus.text.source.SourceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// A vocabulary of letters and a few words, and files of random text made of them.
final class SmallCorpus {
    static final TokenizerSettings SETTINGS = new TokenizerSettings.WordPiece(WordPieceOptions.UNCASED);
    private static final List<String> WORDS =
            List.of("the", "cat", "sat", "on", "a", "mat", "wherefore", "Éclair", "日", "42", ".", ",");

    final Path folder;
    final Path vocabulary;

    private SmallCorpus(Path folder, Path vocabulary) {
        this.folder = folder;
        this.vocabulary = vocabulary;
    }

    SmallCorpus(Path folder) throws IOException {
        this(folder, folder.resolve("words.txt"));
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "."));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            tokens.add(String.valueOf(letter));
            tokens.add("##" + letter);
        }
        Files.write(vocabulary, tokens);
    }

    /// The corpus that was written there.
    static SmallCorpus in(Path folder) {
        return new SmallCorpus(folder, folder.resolve("words.txt"));
    }

    /// Documents of random lines, blank lines between them.
    static String text(long seed, int documents, int lines) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int document = 0; document < documents; document++) {
            for (int line = random.nextInt(lines) + 1; line > 0; line--) {
                for (int words = random.nextInt(30) + 1; words > 0; words--) {
                    text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
                }
                text.append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// Several files, packed and not, of some megabytes of text.
    SmallCorpus write() throws IOException {
        file("b.txt", text(1, 3000, 8));
        file("c.txt.gz", text(2, 3000, 8));
        file(
                "sub/d.jsonl",
                "{\"text\": \"" + text(3, 2000, 1).strip().replaceAll("\\s*\\n\\s*", "\"}\n{\"text\": \"") + "\"}");
        file("sub/e.txt", text(4, 1, 20_000));
        file("sub/f.txt", text(5, 3000, 8));
        return this;
    }

    void file(String name, String content) throws IOException {
        Path file = input().resolve(name);
        Files.createDirectories(file.getParent());
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (name.endsWith(".gz")) {
            try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
    }

    Path input() {
        return folder.resolve("input");
    }

    /// The same files with another vocabulary.
    SmallCorpus withVocabulary(Path other) {
        return new SmallCorpus(folder, other);
    }

    Preparation preparation(PrepareOptions options, int threads) throws IOException {
        return preparation(options, threads, Storage.DISK);
    }

    Preparation preparation(PrepareOptions options, int threads, Storage storage) throws IOException {
        var files = SourceFiles.find(List.of(input().toString()), null).files();
        return new Preparation(files, SETTINGS, List.of(vocabulary), options, threads, storage);
    }

    /// All files of a folder and what is in them.
    static Map<String, byte[]> content(Path directory) throws IOException {
        var content = new TreeMap<String, byte[]>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return content;
    }
}
