// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.data.task.ConllSentences;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Sentence;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.metrics.TagScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sentences whose words have tags, from CoNLL columns.
///
/// @param columns where words and tags are
/// @param scheme how a model is to spell spans, or null for as the file does
public record TagSource(
        ConllSentences.Columns columns, @Nullable TagScheme scheme) implements TaskSource<Sentence> {
    private static final Pattern SPAN_TAG = Pattern.compile("O|[BIESLUM](-.*)?");

    @Override
    public Rows<Sentence> read(Path file, Tolerance tolerance) throws IOException {
        return ConllSentences.read(file, columns, tolerance);
    }

    /// The tags that occur. With another spelling than the file's, also those that only that spelling makes of
    /// them, so that no span in other files is without a tag.
    @Override
    public Task task(String name, List<Sentence> rows) {
        var tags = rows.stream()
                .flatMap(row -> tags(row).stream())
                .flatMap(tag -> scheme == TagScheme.BIOES && tag.length() > 1
                        ? Stream.of("B", "I", "E", "S").map(prefix -> prefix + tag.substring(1))
                        : Stream.of(tag))
                .distinct()
                .sorted()
                .toList();
        if (tags.isEmpty()) throw new IllegalArgumentException("the words of task " + name + " have no tags");
        var task = Task.of(name, Problem.TAGGING, tags, ScoreRange.UNIT);
        boolean spans = tags.stream().allMatch(tag -> SPAN_TAG.matcher(tag).matches());
        return spans ? task : task.withMetrics(Metric.TAG_ACCURACY);
    }

    private List<String> tags(Sentence row) {
        var tags = row.tags();
        if (tags == null) return List.of();
        return scheme == null ? tags : scheme.recode(tags);
    }

    @Override
    public @Nullable String problem(Task task, Sentence row) {
        if (row.tags() == null) return "has words without tags";
        for (var tag : tags(row)) {
            if (task.label(tag) < 0) return "has the tag \"" + tag + "\", which is not among those to learn";
        }
        return null;
    }

    @Override
    public List<EncodedRow> encode(Task task, Sentence row, RowEncoder encoder) {
        if (row.tags() == null) return encoder.words(row.words(), null);
        return encoder.words(
                row.words(), tags(row).stream().mapToInt(task::label).toArray());
    }

    @Override
    public List<Sentence> bothOrders(List<Sentence> rows) {
        return rows;
    }
}
