// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.predict;

import dev.triad.core.metrics.ConfusionMatrix;
import dev.triad.core.metrics.MultiLabelScores;
import dev.triad.core.metrics.PrecisionRecall;
import dev.triad.core.metrics.RegressionScores;
import dev.triad.core.metrics.SpanScores;
import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How well answers agree with what is right.
///
/// @param metrics the task's metrics by name, the deciding one first, then the mean loss of an answer ("loss", in
///     nats; "mse" for numbers, on the task's scale)
/// @param details what the metrics were made of
/// @param answers how many answers were judged
/// @param degenerate what is wrong with a model that learned nothing, in words; empty for one that learned
///     something
public record Evaluation(
        SequencedMap<String, Double> metrics, Details details, long answers, Optional<String> degenerate) {
    /// What metrics were made of.
    public sealed interface Details {
        /// Which class was taken for which.
        record Classes(ConfusionMatrix confusion) implements Details {}

        /// Precision and recall of each label, in the order of labels.
        record Labels(List<PrecisionRecall> byLabel) implements Details {}

        /// Nothing but the numbers.
        record Numbers(RegressionScores scores) implements Details {}

        /// Spans by type.
        record Spans(SpanScores scores) implements Details {}
    }

    /// A label is given when it is at least this probable.
    public static final double THRESHOLD = 0.5;

    /// Judges answers.
    ///
    /// @param rows what is right
    /// @param answers what a model says, see [Predictor#answers]; numbers on the task's scale
    public static Evaluation of(Task task, List<EncodedRow> rows, List<double[][]> answers) {
        return switch (task.problem()) {
            case SINGLE_LABEL -> ofClasses(task, rows, answers);
            case MULTI_LABEL -> ofLabels(task, rows, answers);
            case REGRESSION -> ofNumbers(task, rows, answers);
            case TAGGING -> ofTags(task, rows, answers);
        };
    }

    /// The most probable class.
    public static int best(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[best]) best = i;
        return best;
    }

    private static Evaluation ofClasses(Task task, List<EncodedRow> rows, List<double[][]> answers) {
        var matrix = new ConfusionMatrix(task.labels().size());
        double loss = 0;
        for (int i = 0; i < rows.size(); i++) {
            var probabilities = answers.get(i)[0];
            if (!(rows.get(i).answer() instanceof Answer.OneLabel(int gold))) throw unfit(task, rows.get(i));
            matrix.add(gold, best(probabilities));
            loss -= log(probabilities[gold]);
        }
        var metrics = metrics(task, metric -> switch (metric) {
            case ACCURACY -> matrix.accuracy();
            case F1 -> matrix.of(1).f1();
            case MACRO_F1 -> matrix.macroF1();
            case MATTHEWS -> matrix.matthews();
            default -> throw noSuch(task, metric);
        });
        metrics.put("loss", loss / rows.size());
        return new Evaluation(metrics, new Details.Classes(matrix), rows.size(), degenerate(task, matrix));
    }

    private static Optional<String> degenerate(Task task, ConfusionMatrix matrix) {
        int classes = task.labels().size();
        var all = IntStream.range(0, classes).mapToObj(matrix::of).toList();
        var predicted = IntStream.range(0, classes)
                .filter(label -> all.get(label).predicted() > 0)
                .toArray();
        int most = IntStream.range(0, classes)
                .reduce((a, b) -> all.get(b).gold() > all.get(a).gold() ? b : a)
                .orElseThrow();
        double majority = (double) all.get(most).gold() / matrix.total();
        if (majority == 1) return Optional.empty(); // held-out rows of one class tell nothing
        if (predicted.length == 1) {
            return Optional.of("it answers '" + task.labels().get(predicted[0]) + "' to every row");
        }
        if (matrix.accuracy() <= majority && matrix.matthews() <= 0) {
            return Optional.of("it is no better than answering '%s' to every row"
                    .formatted(task.labels().get(most)));
        }
        return Optional.empty();
    }

    private static Evaluation ofLabels(Task task, List<EncodedRow> rows, List<double[][]> answers) {
        int labels = task.labels().size();
        var gold = new boolean[rows.size()][labels];
        var given = new boolean[rows.size()][labels];
        var confusions =
                IntStream.range(0, labels).mapToObj(_ -> new ConfusionMatrix(2)).toList();
        double loss = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i).answer() instanceof Answer.Labels(BitSet present))) throw unfit(task, rows.get(i));
            for (int label = 0; label < labels; label++) {
                double probability = answers.get(i)[0][label];
                gold[i][label] = present.get(label);
                given[i][label] = probability >= THRESHOLD;
                confusions.get(label).add(gold[i][label] ? 1 : 0, given[i][label] ? 1 : 0);
                loss -= log(gold[i][label] ? probability : 1 - probability) / labels;
            }
        }
        var scores = MultiLabelScores.of(gold, given);
        var metrics = metrics(task, metric -> switch (metric) {
            case MICRO_F1 -> scores.microF1();
            case MACRO_F1 -> scores.macroF1();
            case EXACT_MATCH, ACCURACY -> scores.exactMatch();
            default -> throw noSuch(task, metric);
        });
        metrics.put("loss", loss / rows.size());
        boolean same = Arrays.stream(given).allMatch(row -> Arrays.equals(row, given[0]));
        boolean shouldDiffer = Arrays.stream(gold).anyMatch(row -> !Arrays.equals(row, gold[0]));
        return new Evaluation(
                metrics,
                new Details.Labels(
                        confusions.stream().map(matrix -> matrix.of(1)).toList()),
                rows.size(),
                same && shouldDiffer ? Optional.of("it gives every row the same labels") : Optional.empty());
    }

    private static Evaluation ofNumbers(Task task, List<EncodedRow> rows, List<double[][]> answers) {
        var gold = new double[rows.size()];
        var given = new double[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i).answer() instanceof Answer.Score(double value))) throw unfit(task, rows.get(i));
            gold[i] = value;
            given[i] = answers.get(i)[0][0];
        }
        var scores = RegressionScores.of(gold, given);
        var metrics = metrics(task, metric -> switch (metric) {
            case PEARSON -> scores.pearson();
            case SPEARMAN -> scores.spearman();
            default -> throw noSuch(task, metric);
        });
        metrics.put("mse", scores.meanSquaredError());
        double low = Arrays.stream(given).min().orElse(0);
        double high = Arrays.stream(given).max().orElse(0);
        boolean flat = !(high - low > 1e-3 * (task.range().high() - task.range().low()));
        return new Evaluation(
                metrics,
                new Details.Numbers(scores),
                rows.size(),
                flat && rows.size() > 1 ? Optional.of("it answers the same number to every row") : Optional.empty());
    }

    private static Evaluation ofTags(Task task, List<EncodedRow> rows, List<double[][]> answers) {
        var gold = new ArrayList<List<String>>();
        var given = new ArrayList<List<String>>();
        var kinds = new BitSet();
        var goldKinds = new BitSet();
        double loss = 0;
        long words = 0;
        long right = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i).answer() instanceof Answer.Tags(int[] tags))) throw unfit(task, rows.get(i));
            if (!rows.get(i).continues()) {
                gold.add(new ArrayList<>());
                given.add(new ArrayList<>());
            }
            for (int word = 0; word < tags.length; word++) {
                var probabilities = answers.get(i)[word];
                int best = best(probabilities);
                gold.getLast().add(task.labels().get(tags[word]));
                given.getLast().add(task.labels().get(best));
                kinds.set(best);
                goldKinds.set(tags[word]);
                loss -= log(probabilities[tags[word]]);
                right += best == tags[word] ? 1 : 0;
            }
            words += tags.length;
        }
        double accuracy = words == 0 ? 0 : (double) right / words;
        // Tags that mark no spans, such as parts of speech, have accuracy only.
        var spans = task.metrics().contains(Metric.SPAN_F1)
                ? SpanScores.of(gold, given)
                : new SpanScores(PrecisionRecall.NONE, Collections.emptySortedMap(), accuracy);
        var metrics = metrics(task, metric -> switch (metric) {
            case SPAN_F1 -> spans.all().f1();
            case TAG_ACCURACY, ACCURACY -> accuracy;
            default -> throw noSuch(task, metric);
        });
        metrics.put("loss", words == 0 ? 0 : loss / words);
        Optional<String> reason = Optional.empty();
        if (spans.all().gold() > 0 && spans.all().hits() == 0) {
            reason = Optional.of("it finds none of the spans");
        } else if (kinds.cardinality() == 1 && goldKinds.cardinality() > 1) {
            reason = Optional.of("it gives every word the tag '" + task.labels().get(kinds.nextSetBit(0)) + "'");
        }
        return new Evaluation(metrics, new Details.Spans(spans), words, reason);
    }

    private static SequencedMap<String, Double> metrics(Task task, ToDoubleFunction<Metric> value) {
        var metrics = new LinkedHashMap<String, Double>();
        task.metrics().forEach(metric -> metrics.put(metric.toString(), value.applyAsDouble(metric)));
        return metrics;
    }

    /// A probability that rounds to 0 costs much, but not everything.
    private static double log(double probability) {
        return Math.log(Math.max(probability, 1e-12));
    }

    private static IllegalArgumentException noSuch(Task task, Metric metric) {
        return new IllegalArgumentException(
                "task " + task.name() + " is " + task.problem() + ", which cannot be" + " measured by " + metric);
    }

    private static IllegalArgumentException unfit(Task task, EncodedRow row) {
        return new IllegalArgumentException(
                "a row of task " + task.name() + " has the wrong kind of answer: " + row.answer());
    }
}
