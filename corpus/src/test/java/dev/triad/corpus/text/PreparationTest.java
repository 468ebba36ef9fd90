// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.progress.Progress;
import dev.triad.core.text.DecodeOptions;
import dev.triad.corpus.text.source.DocumentBoundary;
import dev.triad.corpus.text.source.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
    private static final PrepareOptions OPTIONS =
            PrepareOptions.DEFAULT.withHeldOut(0.1).withShardTokens(200_000);

    @TempDir
    Path folder;

    /// The text of every example, special tokens left out.
    private static List<String> decoded(TokenDataset dataset, ShardSet part) throws IOException {
        var tokenizer = dataset.tokenizer();
        var texts = new ArrayList<String>();
        for (long i = 0; i < part.examples(); i++) {
            texts.add(tokenizer.decode(part.example(i).ids(), DecodeOptions.READABLE));
        }
        return texts;
    }

    @Test
    void theResultDoesNotDependOnTheNumberOfThreads() throws IOException {
        var corpus = new SmallCorpus(folder).write();
        var one = folder.resolve("one");
        var report = corpus.preparation(OPTIONS, 1).run(one, false, Progress.NONE);
        assertThat(report.outcome()).isEqualTo(PrepareReport.Outcome.PREPARED);
        assertThat(report.manifest().parts().getFirst().shards()).hasSizeGreaterThan(2);
        for (int threads : new int[] {2, 5}) {
            var other = folder.resolve("threads" + threads);
            corpus.preparation(OPTIONS, threads).run(other, false, Progress.NONE);
            assertThat(SmallCorpus.content(other)).containsExactlyEntriesOf(SmallCorpus.content(one));
        }
    }

    @Test
    void theFolderIsADataSetThatHoldsTheWholeText() throws IOException {
        var corpus = new SmallCorpus(folder);
        corpus.file("a.txt", "The cat sat.\n\nA mat, wherefore\nthe cat sat\n");
        corpus.file("b.jsonl", "{\"text\": \"on\\nÉclair 日\"}");
        var out = folder.resolve("out");
        corpus.preparation(PrepareOptions.DEFAULT, 2).run(out, false, Progress.NONE);
        try (var dataset = TokenDataset.open(out)) {
            dataset.verify(Progress.NONE);
            var train = dataset.part(TokenManifest.TRAIN);
            assertThat(decoded(dataset, train))
                    .containsExactly("the cat sat.", "a mat wherefore the cat sat", "on eclair");
            assertThat(train.documents()).isEqualTo(3);
            var part = dataset.manifest().parts().getFirst();
            assertThat(part.unknown()).isEqualTo(2);
            assertThat(dataset.manifest().sources())
                    .extracting(TokenManifest.Source::path)
                    .containsExactly(corpus.input() + "/a.txt", corpus.input() + "/b.jsonl");
        }
        assertThat(SmallCorpus.content(out)).containsOnlyKeys("manifest.json", "train-00000.shard", "vocab.txt");
    }

    @Test
    void heldOutDocumentsAreAShareOfTheirOwn() throws IOException {
        var corpus = new SmallCorpus(folder).write();
        var all = folder.resolve("all");
        var split = folder.resolve("split");
        corpus.preparation(OPTIONS.withHeldOut(0), 2).run(all, false, Progress.NONE);
        corpus.preparation(OPTIONS.withHeldOut(0.2), 2).run(split, false, Progress.NONE);
        try (var whole = TokenDataset.open(all);
                var parted = TokenDataset.open(split)) {
            assertThat(whole.parts()).containsExactly(TokenManifest.TRAIN);
            var train = parted.part(TokenManifest.TRAIN);
            var heldOut = parted.part(TokenManifest.HELD_OUT);
            long documents = whole.part(TokenManifest.TRAIN).documents();
            assertThat(train.documents() + heldOut.documents()).isEqualTo(documents);
            assertThat((double) heldOut.documents() / documents).isBetween(0.18, 0.22);
            var seen = new HashSet<>(decoded(parted, train));
            // only short lines can come up in both by chance
            assertThat(decoded(parted, heldOut))
                    .filteredOn(text -> text.length() > 40)
                    .doesNotContainAnyElementsOf(seen);
        }
    }

    @Test
    void theOriginalBuilderKeepsLessOfTheText() throws IOException {
        var corpus = new SmallCorpus(folder).write();
        long carried = corpus.preparation(OPTIONS, 2)
                .run(folder.resolve("carry"), false, Progress.NONE)
                .manifest()
                .parts()
                .getFirst()
                .tokens();
        long original = corpus.preparation(OPTIONS.withBuilder(PrepareOptions.Builder.ORIGINAL), 2)
                .run(folder.resolve("original"), false, Progress.NONE)
                .manifest()
                .parts()
                .getFirst()
                .tokens();
        assertThat((double) original / carried).isBetween(0.5, 0.9);
    }

    @Test
    void seedsGiveOtherExamplesOfTheSameText() throws IOException {
        var corpus = new SmallCorpus(folder).write();
        var one = corpus.preparation(OPTIONS, 2).run(folder.resolve("one"), false, Progress.NONE);
        var two = corpus.preparation(OPTIONS.withSeed(43), 2).run(folder.resolve("two"), false, Progress.NONE);
        assertThat(one.textBytes()).isEqualTo(two.textBytes());
        assertThat(one.manifest().parts()).isNotEqualTo(two.manifest().parts());
    }

    /// Many chunks: a document larger than any chunk, and one line larger than any chunk.
    @Test
    void documentsAndLinesLargerThanChunksKeepEveryWord() throws IOException {
        var corpus = new SmallCorpus(folder);
        int words = 1_500_000;
        int recordWords = 2_300_000;
        corpus.file("a.txt", "cat ".repeat(words) + "\nsat\n" + "cat\n".repeat(words) + "\nthe\n");
        corpus.file("b.jsonl", "{\"text\": \"" + "cat ".repeat(recordWords) + "\"}\n{\"text\": \"the\"}");
        var out = folder.resolve("out");
        var options = PrepareOptions.DEFAULT
                .withShardTokens(1_000_000)
                .withReading(ReadOptions.DEFAULT.withLongestLine(10_000));
        var manifest =
                corpus.preparation(options, 2).run(out, false, Progress.NONE).manifest();
        assertThat(manifest.parts().getFirst().shards()).hasSizeGreaterThan(2);
        try (var dataset = TokenDataset.open(out)) {
            int cat = dataset.tokenizer().vocabulary().id("cat").orElseThrow();
            int the = dataset.tokenizer().vocabulary().id("the").orElseThrow();
            long cats = 0;
            long thes = 0;
            var part = dataset.part(TokenManifest.TRAIN);
            int[] ids = new int[128];
            for (long i = 0; i < part.examples(); i++) {
                for (int at = part.copy(i, ids, 0) - 1; at >= 0; at--) {
                    cats += ids[at] == cat ? 1 : 0;
                    thes += ids[at] == the ? 1 : 0;
                }
            }
            assertThat(cats).isEqualTo(2L * words + recordWords);
            assertThat(thes).isEqualTo(2);
            assertThat(part.documents()).isBetween(6L, 14L);
        }
    }

    @Test
    void documentBoundariesCanBeChosen() throws IOException {
        var corpus = new SmallCorpus(folder);
        corpus.file("a.txt", "the cat\n\nsat\n");
        long[] documents = new long[3];
        for (var boundary : DocumentBoundary.values()) {
            var out = folder.resolve(boundary.name());
            var options = PrepareOptions.DEFAULT.withReading(ReadOptions.DEFAULT.withBoundary(boundary));
            documents[List.of(DocumentBoundary.values()).indexOf(boundary)] = corpus.preparation(options, 1)
                    .run(out, false, Progress.NONE)
                    .manifest()
                    .parts()
                    .getFirst()
                    .documents();
        }
        assertThat(documents).containsExactly(2, 2, 1);
    }

    @Test
    void thousandsOfSmallFilesShareShards() throws IOException {
        var corpus = new SmallCorpus(folder);
        for (int i = 0; i < 2000; i++) {
            corpus.file("%04d.txt".formatted(i), "the cat sat\n");
        }
        var manifest = corpus.preparation(PrepareOptions.DEFAULT, 2)
                .run(folder.resolve("out"), false, Progress.NONE)
                .manifest();
        assertThat(manifest.parts().getFirst().documents()).isEqualTo(2000);
        assertThat(manifest.parts().getFirst().shards()).hasSize(1);
        assertThat(Files.exists(folder.resolve("out/prepare.journal"))).isFalse();
    }
}
