// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import dev.triad.core.model.DType;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.weight.NamePattern;
import java.util.ArrayList;
import java.util.List;

/// Rules in order: the first whose pattern fits a weight, and whose form it can take, decides. Forms of matrices
/// pass over vectors, so that `*.weight` may mean matrices without naming the layer norms.
///
/// @param rules at least one
public record Plan(List<Rule> rules) {
    /// Matrices with fewer weights are not worth a codebook.
    static final int SMALL = 1 << 14;

    public Plan {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) throw new IllegalArgumentException("a plan needs at least one rule");
    }

    /// A plan for encoders: product codes with one block size for the table of tokens and one for all other
    /// matrices; positions as bytes row by row, since their table is small and every token adds a row of it;
    /// vectors and small matrices as F16.
    ///
    /// @param table form of the table of tokens
    /// @param matrix form of other matrices
    public static Plan encoder(List<PlannedWeight> weights, Form table, Form matrix) {
        var rules = new ArrayList<Rule>();
        var small = weights.stream()
                .filter(weight -> weight.isMatrix() && weight.shape().count() < SMALL)
                .map(PlannedWeight::name)
                .toList();
        if (!small.isEmpty()) rules.add(rule(String.join("|", small), new Form.Dense(DType.F16)));
        rules.add(rule("*.position_embeddings.weight", new Form.Int8(Granularity.CHANNEL)));
        rules.add(rule("*.word_embeddings.weight", table));
        rules.add(rule("*.weight", matrix));
        rules.add(rule("*", new Form.Dense(DType.F16)));
        rules.removeIf(rule -> weights.stream().noneMatch(weight -> rule.match().matches(weight.name())));
        return new Plan(rules);
    }

    private static Rule rule(String pattern, Form form) {
        return new Rule(new NamePattern(pattern), form);
    }

    /// Decides about weights.
    ///
    /// @return one decision each, in their order
    /// @throws IllegalArgumentException when a pattern fits no name, a weight has no rule, or cannot take the
    ///     form that it was given
    public List<Decision> decide(List<PlannedWeight> weights) {
        var names = weights.stream().map(PlannedWeight::name).toList();
        for (var rule : rules) rule.match().require(names);
        var decisions = new ArrayList<Decision>();
        for (var weight : weights) {
            var rule = rules.stream()
                    .filter(each ->
                            each.match().matches(weight.name()) && each.form().suits(weight))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no rule of the plan is for " + weight.name() + " "
                            + weight.shape() + "; end it with a rule for '*'"));
            decisions.add(checked(rule, new Decision(weight, rule.form())));
        }
        return List.copyOf(decisions);
    }

    private Decision checked(Rule rule, Decision decision) {
        try {
            decision.bytes();
            return decision;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "rule %d of the plan (%s) cannot have %s: %s"
                            .formatted(
                                    rules.indexOf(rule) + 1,
                                    rule.match(),
                                    decision.weight().name(),
                                    e.getMessage()),
                    e);
        }
    }
}
