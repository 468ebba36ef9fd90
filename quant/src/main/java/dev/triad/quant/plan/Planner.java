// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.model.DType;
import dev.triad.core.progress.Progress;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.weight.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Proposes a plan that fits a number of bytes. Every matrix starts as F16 and is made smaller step by step, always
/// the one that loses least for the bytes it gives up; what is left over in the end is spent where it helps most.
/// Vectors and small matrices are F16.
///
/// What a weight loses is −ln(1 − e), e its error: what is kept of a signal multiplies from layer to layer, so its
/// logarithms add, and a weight of which nothing is left costs more than several that are hurt. It counts by the
/// weight's importance.
public final class Planner {
    /// Forms of matrices, product codes with centroids of a byte: rounding them costs nothing that can be measured.
    /// Of blocks beyond 16 so little is left that fewer layers are the better bargain.
    private static final List<Form> FORMS = List.of(
            new Form.Int8(Granularity.CHANNEL),
            new Form.Int4(Granularity.GROUP_64),
            product(2),
            product(4),
            product(8),
            product(16));

    private static final Form DENSE = new Form.Dense(DType.F16);

    /// A form that a weight may take.
    private record Choice(Form form, long bytes, double harm) {}

    /// What a weight has now and could take instead, each smaller than the one before and none a bad bargain.
    private static final class Choices {
        private final PlannedWeight weight;
        private final List<Choice> hull;
        private int taken;

        private Choices(PlannedWeight weight, List<Choice> hull) {
            this.weight = weight;
            this.hull = hull;
        }

        Choice now() {
            return hull.get(taken);
        }

        boolean canShrink() {
            return taken + 1 < hull.size();
        }

        /// Harm for each byte that the next step gives up.
        double price() {
            var next = hull.get(taken + 1);
            return (next.harm() - now().harm()) / (now().bytes() - next.bytes());
        }
    }

    private final List<Choices> all;

    private Planner(List<Choices> all) {
        this.all = all;
    }

    private static Form product(int block) {
        return new Form.Product(block, 256, DType.I8, Sharing.PRIVATE, false);
    }

    /// Proposes a plan.
    ///
    /// @param weights all weights of the model
    /// @param target the size that the file shall not exceed, in bytes
    /// @param sensitivity the error of each weight in each form
    /// @param importance what an error of each weight counts for; see [#bySize]
    /// @param sizes the exact size of the file that a plan makes
    /// @throws IllegalArgumentException when no plan is so small
    public static Plan propose(
            List<PlannedWeight> weights,
            long target,
            Sensitivity sensitivity,
            ToDoubleFunction<PlannedWeight> importance,
            ToLongFunction<Plan> sizes,
            Progress progress) {
        var all = new ArrayList<Choices>();
        try (var task = progress.start("measuring", weights.size(), "weights")) {
            for (var weight : weights) {
                task.note(weight.name());
                all.add(new Choices(weight, hull(choices(weight, sensitivity, importance))));
                task.advance(1);
            }
        }
        return new Planner(all).fit(target, sizes);
    }

    private static List<Choice> choices(
            PlannedWeight weight, Sensitivity sensitivity, ToDoubleFunction<PlannedWeight> importance) {
        var choices = new ArrayList<Choice>();
        choices.add(new Choice(DENSE, new Decision(weight, DENSE).bytes(), 0));
        if (!weight.isMatrix() || weight.shape().count() < Plan.SMALL) return choices;
        double counts = importance.applyAsDouble(weight);
        for (var form : FORMS) {
            if (!fits(weight, form)) continue;
            choices.add(new Choice(
                    form, new Decision(weight, form).bytes(), counts * loss(sensitivity.harm(weight, form))));
        }
        return choices;
    }

    /// The importance of weights without data: the root of their numbers. A table of tokens with a third of a model's
    /// weights is more than one matrix of many, and less than a third of what the model does.
    public static double bySize(PlannedWeight weight) {
        return Math.sqrt((double) weight.shape().count());
    }

    /// What is lost of a signal, in nats.
    public static double loss(double error) {
        return -Math.log(1 - Math.clamp(error, 0, 0.999));
    }

    private static boolean fits(PlannedWeight weight, Form form) {
        int columns = weight.shape().columns();
        return switch (form) {
            case Form.Int4(var grids) -> columns % grids.span(1, columns) == 0;
            case Form.Product product -> columns % product.block() == 0;
            case Form.Dense _, Form.Int8 _ -> true;
        };
    }

    /// The lower convex hull of harm over bytes: from the largest choice, always on to the one with the least
    /// harm for a byte.
    private static List<Choice> hull(List<Choice> choices) {
        var hull = new ArrayList<Choice>();
        var now = choices.getFirst();
        while (true) {
            hull.add(now);
            var from = now;
            var next = choices.stream()
                    .filter(choice -> choice.bytes() < from.bytes())
                    .min(Comparator.comparingDouble(
                                    (Choice choice) -> (choice.harm() - from.harm()) / (from.bytes() - choice.bytes()))
                            .thenComparingLong(Choice::bytes));
            if (next.isEmpty()) return hull;
            now = next.get();
        }
    }

    private Plan fit(long target, ToLongFunction<Plan> sizes) {
        var order = new PriorityQueue<Choices>(
                Comparator.comparingDouble(Choices::price).thenComparing(choices -> choices.weight.name()));
        all.stream().filter(Choices::canShrink).forEach(order::add);
        long size = sizes.applyAsLong(plan());
        long spare = target - size;
        while (spare < 0) {
            var cheapest = order.poll();
            if (cheapest == null) {
                long least = sizes.applyAsLong(plan());
                if (least <= target) break;
                throw new IllegalArgumentException("the smallest plan makes a file of " + least
                        + " bytes, which is more than " + target + "; prune or share layers, or use a smaller model");
            }
            long before = cheapest.now().bytes();
            cheapest.taken++;
            spare += before - cheapest.now().bytes();
            if (cheapest.canShrink()) order.add(cheapest);
            // the header grows with every weight that is no longer dense: look what the file really has
            if (spare >= 0) spare = target - sizes.applyAsLong(plan());
        }
        spend(target, sizes);
        return plan();
    }

    /// Takes back steps that still fit, those that help most for a byte first.
    private void spend(long target, ToLongFunction<Plan> sizes) {
        var grown = all.stream()
                .filter(choices -> choices.taken > 0)
                .sorted(Comparator.comparingDouble((Choices choices) -> {
                            choices.taken--;
                            double price = choices.price();
                            choices.taken++;
                            return -price;
                        })
                        .thenComparing(choices -> choices.weight.name()))
                .toList();
        long spare = target - sizes.applyAsLong(plan());
        for (var choices : grown) {
            long more =
                    choices.hull.get(choices.taken - 1).bytes() - choices.now().bytes();
            if (more > spare) continue;
            choices.taken--;
            long left = target - sizes.applyAsLong(plan());
            if (left < 0) choices.taken++;
            else spare = left;
        }
    }

    /// The choices as rules: one for all layers where they agree.
    private Plan plan() {
        var byKind = all.stream()
                .collect(Collectors.groupingBy(
                        choices -> choices.weight.kind(), LinkedHashMap::new, Collectors.toList()));
        var rules = new ArrayList<Rule>();
        byKind.forEach((kind, members) -> {
            var itsForms = members.stream()
                    .map(choices -> choices.now().form())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (itsForms.equals(java.util.Set.of(DENSE))) return;
            if (itsForms.size() == 1) {
                rules.add(new Rule(new NamePattern(kind), itsForms.getFirst()));
                return;
            }
            for (var form : itsForms) {
                if (form.equals(DENSE)) continue;
                rules.add(new Rule(new NamePattern(names(members, form)), form));
            }
        });
        rules.add(new Rule(NamePattern.ALL, DENSE));
        return new Plan(rules);
    }

    private static String names(Collection<Choices> members, Form form) {
        return members.stream()
                .filter(choices -> choices.now().form().equals(form))
                .map(choices -> choices.weight.name())
                .collect(Collectors.joining("|"));
    }
}
