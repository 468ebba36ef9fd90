// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenShard;
import dev.triad.core.progress.Progress;
import dev.triad.corpus.text.source.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
    private static final PrepareOptions OPTIONS =
            PrepareOptions.DEFAULT.withHeldOut(0.05).withShardTokens(100_000);

    @TempDir
    Path folder;

    private SmallCorpus corpus;
    private Path out;

    @BeforeEach
    void writeTheCorpus() throws IOException {
        corpus = new SmallCorpus(folder).write();
        out = folder.resolve("out");
    }

    private Map<String, byte[]> uninterrupted() throws IOException {
        var whole = folder.resolve("whole");
        corpus.preparation(OPTIONS, 2).run(whole, false, Progress.NONE);
        return SmallCorpus.content(whole);
    }

    /// Runs until the disk is full.
    private void interrupt(long room) throws IOException {
        var preparation = corpus.preparation(OPTIONS, 2, new Disk(room));
        assertThatThrownBy(() -> preparation.run(out, false, Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
    }

    private PrepareReport resume() throws IOException {
        return corpus.preparation(OPTIONS, 2).run(out, false, Progress.NONE);
    }

    @Test
    void aFullDiskLosesNothingAndLeavesNoHalfShard() throws IOException {
        var expected = uninterrupted();
        long bytes =
                expected.values().stream().mapToLong(content -> content.length).sum();
        for (long room = 10; room < bytes; room += bytes / 17) {
            interrupt(room);
            assertThat(out.resolve("manifest.json")).doesNotExist();
            for (String name : SmallCorpus.content(out).keySet()) {
                assertThat(name).doesNotEndWith(".partial").isNotEqualTo("prepare.lock");
                if (name.endsWith(".shard")) {
                    try (var shard = TokenShard.open(out.resolve(name))) {
                        shard.verify();
                    }
                }
            }
            resume();
            assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
            Files.delete(out.resolve("manifest.json"));
            for (String name : SmallCorpus.content(out).keySet()) {
                Files.delete(out.resolve(name));
            }
        }
    }

    @Test
    void finishedShardsAreNotMadeAgain() throws IOException {
        var expected = uninterrupted();
        interrupt(1_900_000);
        FileTime made = Files.getLastModifiedTime(out.resolve("train-00000.shard"));
        var report = resume();
        assertThat(report.outcome()).isEqualTo(PrepareReport.Outcome.RESUMED);
        assertThat(Files.getLastModifiedTime(out.resolve("train-00000.shard"))).isEqualTo(made);
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
    }

    @Test
    void whatAKilledProcessLeftBehindIsClearedAway() throws IOException {
        var expected = uninterrupted();
        interrupt(1_900_000);
        Files.writeString(out.resolve("train-00007.shard"), "closed, but not recorded");
        Files.writeString(out.resolve("train-00001.shard.partial"), "half");
        Files.writeString(out.resolve("manifest.json.partial"), "half");
        Files.writeString(out.resolve("prepare.lock"), "");
        Files.writeString(out.resolve("prepare.journal"), "{\"end\":{\"fi", StandardOpenOption.APPEND);
        resume();
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
    }

    @Test
    void aFinishedFolderIsLeftAsItIs() throws IOException {
        var expected = uninterrupted();
        out = folder.resolve("whole");
        assertThat(resume().outcome()).isEqualTo(PrepareReport.Outcome.ALREADY_THERE);
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
        assertThatThrownBy(() -> corpus.preparation(OPTIONS.withSeed(7), 2).run(out, false, Progress.NONE))
                .hasMessage(out + ": was begun with seed = 42, not 7; use the same options, or add --restart");
    }

    @Test
    void otherOptionsAreRefusedByName() throws IOException {
        interrupt(1_900_000);
        assertThatThrownBy(() ->
                        corpus.preparation(OPTIONS.withSequenceLength(64), 2).run(out, false, Progress.NONE))
                .hasMessage(out + ": was begun with sequence_length = 128, not 64;"
                        + " use the same options, or add --restart");
        assertThatThrownBy(() -> corpus.preparation(OPTIONS.withHeldOut(0.5), 2).run(out, false, Progress.NONE))
                .hasMessageContaining("was begun with held_out = 0.05, not 0.5");
        Files.writeString(corpus.vocabulary, "[new]\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::resume).hasMessageContaining("was begun with vocab.txt = ");
    }

    @Test
    void changedInputIsRefusedIfItWasReadAndReadIfItWasNot() throws IOException {
        interrupt(1_900_000);
        corpus.file("sub/f.txt", SmallCorpus.text(99, 50, 5));
        corpus.file("z.txt", "the end\n");
        resume();
        var anew = folder.resolve("anew");
        corpus.preparation(OPTIONS, 1).run(anew, false, Progress.NONE);
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(SmallCorpus.content(anew));

        out = folder.resolve("out2");
        interrupt(1_900_000);
        Path first = corpus.input().resolve("b.txt");
        Files.setLastModifiedTime(first, FileTime.fromMillis(1000));
        assertThatThrownBy(this::resume)
                .hasMessage(first + ": changed since shards were made from it; restore it, or add --restart");
        Files.delete(first);
        assertThatThrownBy(this::resume).hasMessageStartingWith(first + ": was number 1 of the input files");
    }

    @Test
    void aRunKilledBeforeItsManifestOnlyWritesTheManifest() throws IOException {
        var expected = uninterrupted();
        long shards = expected.entrySet().stream()
                .filter(file -> !file.getKey().equals("manifest.json"))
                .mapToLong(file -> file.getValue().length)
                .sum();
        interrupt(shards + 2000);
        assertThat(SmallCorpus.content(out).keySet())
                .containsAll(expected.keySet().stream()
                        .filter(name -> name.endsWith(".shard"))
                        .toList());
        corpus.file("z.txt", "the end\n");
        assertThatThrownBy(this::resume)
                .hasMessage(out + ": all its 5 files had been read, and now there are 6;"
                        + " use the same options, or add --restart");
        Files.delete(corpus.input().resolve("z.txt"));
        assertThat(resume().textBytes()).isZero();
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
    }

    @Test
    void restartThrowsAwayWhatWasThere() throws IOException {
        var expected = uninterrupted();
        interrupt(1_900_000);
        var other = OPTIONS.withSeed(7);
        corpus.preparation(other, 2).run(out, true, Progress.NONE);
        corpus.preparation(OPTIONS, 2).run(out, true, Progress.NONE);
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
    }

    @Test
    void filesOfOthersAreNeverTouched() throws IOException {
        Files.createDirectories(out);
        for (String name : List.of("vocab.txt", "train-00000.shard", "notes.txt")) {
            Files.writeString(out.resolve(name), "precious");
            for (boolean restart : new boolean[] {false, true}) {
                assertThatThrownBy(() -> corpus.preparation(OPTIONS, 2).run(out, restart, Progress.NONE))
                        .hasMessage(out + ": holds other files (" + name + "); choose an empty folder");
            }
            assertThat(out.resolve(name)).hasContent("precious");
            Files.delete(out.resolve(name));
        }
        Files.createFile(out.resolve("file"));
        assertThatThrownBy(() -> corpus.preparation(OPTIONS, 2).run(out.resolve("file"), false, Progress.NONE))
                .hasMessageEndingWith("file: is not a folder");
    }

    @Test
    void theVocabularyMayLieInTheFolderItself() throws IOException {
        Path vocabulary = out.resolve("vocab.txt");
        Files.createDirectories(out);
        Files.copy(corpus.vocabulary, vocabulary);
        var inside = corpus.withVocabulary(vocabulary);
        inside.preparation(OPTIONS, 2).run(out, false, Progress.NONE);
        inside.preparation(OPTIONS.withSeed(3), 2).run(out, true, Progress.NONE);
        assertThat(vocabulary).hasSameBinaryContentAs(corpus.vocabulary);
        TokenDataset.open(out).close();
    }

    @Test
    void oneFolderTakesOnePreparationAtATime() throws IOException {
        try (var held = OutputFolder.take(out, List.of())) {
            assertThat(held.path()).isEqualTo(out);
            assertThatThrownBy(this::resume).hasMessage(out + ": another preparation is writing to this folder");
        }
        resume();
    }

    @Test
    void aRunThatMetBadTextMayGoOnRepairingIt() throws IOException {
        byte[] bad = Files.readAllBytes(corpus.input().resolve("sub/f.txt"));
        bad[bad.length - 100] = (byte) 0xFF;
        Files.write(corpus.input().resolve("sub/f.txt"), bad);
        assertThatThrownBy(this::resume).hasMessageContaining("f.txt: byte 0xFF at offset " + (bad.length - 100));
        assertThat(out.resolve("train-00000.shard")).exists();
        var repairing = OPTIONS.withReading(ReadOptions.DEFAULT.withRepair(true));
        var report = corpus.preparation(repairing, 2).run(out, false, Progress.NONE);
        assertThat(report.outcome()).isEqualTo(PrepareReport.Outcome.RESUMED);
        assertThat(report.repaired()).isEqualTo(1);
        var anew = folder.resolve("anew");
        corpus.preparation(repairing, 1).run(anew, false, Progress.NONE);
        assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(SmallCorpus.content(anew));
    }

    @Test
    void aJournalThatMakesNoSenseIsRefused() throws IOException {
        interrupt(1_900_000);
        Path journal = out.resolve("prepare.journal");
        String content = Files.readString(journal);
        Files.writeString(journal, content.replace("\"insideLine\"", "\"x\"").replace("\"inside_line\"", "\"x\""));
        assertThatThrownBy(this::resume).hasMessageStartingWith(journal + ": line ");
        Files.delete(out.resolve("train-00000.shard"));
        Files.writeString(journal, content);
        assertThatThrownBy(this::resume)
                .hasMessage(out.resolve("train-00000.shard") + ": is missing or damaged; begin anew with --restart");
    }
}
