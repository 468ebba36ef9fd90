// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlueTaskTest {
    @TempDir
    Path folder;

    private static Rows<TextExample> read(GlueTask task, String text, TableFormat format) throws IOException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return task.read(in, "data", format, Tolerance.NONE);
    }

    /// The first three lines of a file, `|` for a tab: header, then what is expected of its only row.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "CoLA; sentence|label; we sleep|1; 0; we sleep; -; 1",
                "sst-2; sentence|label; fine .|0; 0; fine .; -; 0",
                "MRPC; Quality|#1 ID|#2 ID|#1 String|#2 String; 1|7|8|a|b; 0; a; b; 1",
                "mrpc; sentence1|sentence2|label|idx; a|b|0|12; 12; a; b; 0",
                "sts-b; index|genre|filename|year|old_index|source1|source2|sentence1|sentence2|score;"
                        + " 3|m|f|2012|9|x|y|a|b|4.75; 3; a; b; 4.75",
                "sts; index|genre|year|sentence1|sentence2|score; 3|m|2012|a|b|0.5; 3; a; b; 0.5",
                "qqp; id|qid1|qid2|question1|question2|is_duplicate; 5|1|2|a|b|1; 5; a; b; 1",
                "QNLI; index|question|sentence|label; 2|a|b|not_entailment; 2; a; b; not_entailment",
                "RTE; idx|sentence1|sentence2|label; 2|a|b|entailment; 2; a; b; entailment",
                "rte; index|sentence1|sentence2; 2|a|b; 2; a; b; -",
                "mnli; index|promptID|sentence1|sentence2|label1|gold_label; 0|p|a|b|neutral|contradiction;"
                        + " 0; a; b; contradiction",
                "wnli; index|sentence1|sentence2|label; 0|a|b|1; 0; a; b; 1",
            })
    void columnsAreFoundByTheirNames(
            String task, String header, String row, String id, String first, String second, String label)
            throws IOException {
        var rows = read(GlueTask.of(task), (header + "\n" + row + "\n").replace('|', '\t'), TableFormat.TSV);
        assertThat(rows.rows())
                .containsExactly(new TextExample(2, id, first, second, label == null ? null : List.of(label)));
    }

    @Test
    void colaNeedsNoHeader() throws IOException {
        var rows = read(GlueTask.COLA, "gj04\t1\t\tWe sleep.\ngj04\t0\t*\tSleep we the.\n", TableFormat.TSV);
        assertThat(rows.rows())
                .containsExactly(
                        new TextExample(1, "0", "We sleep.", null, List.of("1")),
                        new TextExample(2, "1", "Sleep we the.", null, List.of("0")));
    }

    @Test
    void jsonLinesAreReadByTheSameNames() throws IOException {
        var rows = read(
                GlueTask.MRPC,
                "{\"sentence1\":\"a\",\"sentence2\":\"b\",\"label\":1,\"idx\":4}",
                TableFormat.JSON_LINES);
        assertThat(rows.rows()).containsExactly(new TextExample(1, "4", "a", "b", List.of("1")));
    }

    @Test
    void labelsOfAnotherTaskAreUnreadable() {
        assertThatThrownBy(() -> read(GlueTask.MNLI, "sentence1\tsentence2\tgold_label\na\tb\t-\n", TableFormat.TSV))
                .hasMessageContaining(
                        "line 2 has the label \"-\", which is none of [contradiction, entailment, neutral]");
        assertThatThrownBy(() -> read(GlueTask.STSB, "sentence1\tsentence2\tscore\na\tb\thigh\n", TableFormat.TSV))
                .hasMessageContaining("has the score \"high\", which is no number");
        assertThatThrownBy(() -> read(GlueTask.STSB, "sentence1\tsentence2\tscore\na\tb\tNaN\n", TableFormat.TSV))
                .hasMessageContaining("not finite");
    }

    @Test
    void aFileOfAnotherTaskIsRefused() {
        assertThatThrownBy(() -> read(GlueTask.RTE, "sentence\tlabel\na\t1\n", TableFormat.TSV))
                .hasMessage("data: does not look like RTE, whose columns are sentence1, sentence2, label");
        assertThatThrownBy(() -> GlueTask.of("glue"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"glue\" is no task of GLUE; these are CoLA, SST-2,");
    }

    @Test
    void aPairCanBeTurnedAround() {
        var pair = new TextExample(1, "0", "a", "b", List.of("1"));
        assertThat(pair.swapped()).isEqualTo(new TextExample(1, "0", "b", "a", List.of("1")));
        assertThat(GlueTask.MRPC.isSymmetric()).isTrue();
        assertThat(GlueTask.MNLI.isSymmetric()).isFalse();
    }

    @Test
    void filesAreFoundByTheirSplit() throws IOException {
        assertThat(TaskFolder.find(folder, Split.TRAIN)).isEmpty();
        for (var name :
                List.of("train_small.tsv", "dev_matched.tsv", "dev_mismatched.tsv", "trainers.txt", "test.md")) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(TaskFolder.find(folder, Split.TRAIN)).hasValue(folder.resolve("train_small.tsv"));
        assertThat(TaskFolder.find(folder, Split.DEV)).hasValue(folder.resolve("dev_matched.tsv"));
        assertThat(TaskFolder.find(folder, Split.TEST)).isEmpty();
        Files.createFile(folder.resolve("train-v2.0.json.gz"));
        assertThatThrownBy(() -> TaskFolder.find(folder, Split.TRAIN))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": any of [train-v2.0.json.gz, train_small.tsv] may be the train file;"
                        + " name the one that is meant");
        Files.createFile(folder.resolve("train.csv"));
        assertThat(TaskFolder.find(folder, Split.TRAIN)).hasValue(folder.resolve("train.csv"));
        assertThatThrownBy(() -> TaskFolder.find(folder.resolve("none"), Split.TRAIN))
                .hasMessageEndingWith("none: there is no such folder");
    }
}
