// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.data.EpochOrder;
import dev.triad.core.data.task.Located;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/// Reads the files of a task into rows of tokens, and tells everything a user should know about them: what could
/// not be read, what was too long, what was held out.
///
/// @param encoder makes tokens of texts
/// @param tolerance how many rows may be unreadable
/// @param heldOut share of the rows to learn from that is held out where there is no file to judge by
/// @param bothOrders whether a symmetric task is learned in both orders
/// @param say takes one sentence at a time
public record TaskLoader(
        RowEncoder encoder, Tolerance tolerance, double heldOut, boolean bothOrders, Consumer<String> say) {
    public TaskLoader {
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException("the share that is held out must be between 0 and 1, got " + heldOut);
        }
    }

    /// Reads a task to learn.
    ///
    /// @throws IOException if a file cannot be read
    public <T extends Located> TaskData load(String name, TaskSource<T> source, TaskFiles files) throws IOException {
        var all = source.read(files.train(), tolerance);
        var found = source.task(name, all.rows());
        var train = checked(source, found, all);
        var dev = files.dev();
        List<T> learned = train;
        List<T> judged;
        if (dev == null) {
            var out = heldOut(train.size());
            learned = new ArrayList<>();
            judged = new ArrayList<>();
            for (int i = 0; i < train.size(); i++) (out.get(i) ? judged : learned).add(train.get(i));
            say.accept("%s: there is no file to judge by, so %d of its %d rows are held out for it"
                    .formatted(files.train(), judged.size(), train.size()));
        } else {
            judged = checked(source, found, source.read(dev, tolerance));
        }
        if (learned.isEmpty() || judged.isEmpty()) {
            throw new IOException(files.train() + ": has too few rows to learn from some and judge by others");
        }
        if (bothOrders && found.symmetric()) learned = source.bothOrders(learned);
        var held = new LinkedHashMap<String, List<EncodedRow>>();
        var rows = encode(source, found, learned, files.train());
        held.put("", encode(source, found, judged, dev == null ? files.train() : dev));
        for (var other : files.others().entrySet()) {
            var more = checked(source, found, source.read(other.getValue(), tolerance));
            held.put(other.getKey(), encode(source, found, more, other.getValue()));
        }
        return new TaskData(found, rows, held);
    }

    /// Reads rows to judge a finished model by.
    ///
    /// @throws IOException if the file cannot be read
    public <T extends Located> List<EncodedRow> judge(Task task, TaskSource<T> source, Path file) throws IOException {
        return encode(source, task, checked(source, task, source.read(file, tolerance)), file);
    }

    private <T extends Located> List<T> checked(TaskSource<T> source, Task task, Rows<T> rows) throws IOException {
        var good = rows.checked(row -> source.problem(task, row), tolerance);
        good.complaint().ifPresent(say);
        return good.rows();
    }

    private <T extends Located> List<EncodedRow> encode(TaskSource<T> source, Task task, List<T> rows, Path file) {
        int before = encoder.cut();
        var encoded = new ArrayList<EncodedRow>();
        for (var row : rows) encoded.addAll(source.encode(task, row, encoder));
        int cut = encoder.cut() - before;
        if (cut > 0) {
            say.accept("%s: %d of %d rows are longer than %d tokens and were %s"
                    .formatted(
                            file,
                            cut,
                            rows.size(),
                            encoder.maxLength(),
                            task.problem() == Problem.TAGGING ? "split" : "cut"));
        }
        return encoded;
    }

    /// The same rows whatever the seed: trials are judged by the same ones.
    private BitSet heldOut(int rows) {
        var order = new EpochOrder(RandomKey.of(0).named("held-out rows"), rows);
        var out = new BitSet(rows);
        int count = (int) Math.max(1, Math.round(rows * heldOut));
        for (int i = 0; i < count; i++) out.set((int) order.example(i));
        return out;
    }
}
