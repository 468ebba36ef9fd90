// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.WeightScheme;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.progress.Progress;
import dev.triad.quant.scalar.Granularity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
    private static final String TEXT = """
            rules:
              - match: "*.position_embeddings.weight"
                scheme: int8
                grids: channel
              - match: "*.word_embeddings.weight"
                scheme: product
                block: 16
                type: int8
              - match:
                  - "*.query.weight"
                  - "*.key.weight"
                scheme: product
                block: 8
                share: qkv
              - match: "*.dense.weight"
                scheme: int4
                grids: group-32
              - match: "*"
                scheme: f16
            """;

    private static List<PlannedWeight> model(int layers) {
        var weights = new ArrayList<PlannedWeight>();
        add(weights, "bert.embeddings.position_embeddings.weight", 256, 64);
        add(weights, "bert.embeddings.word_embeddings.weight", 3000, 64);
        for (int i = 0; i < layers; i++) {
            String layer = "bert.encoder.layer." + i;
            add(weights, layer + ".attention.self.query.weight", 256, 64);
            add(weights, layer + ".attention.self.key.weight", 256, 64);
            add(weights, layer + ".attention.output.dense.weight", 256, 64);
            add(weights, layer + ".output.dense.weight", 64, 256);
            add(weights, layer + ".output.LayerNorm.weight", 64);
        }
        return weights;
    }

    private static void add(List<PlannedWeight> weights, String name, int... shape) {
        weights.add(new PlannedWeight(name, WeightShape.of(shape)));
    }

    private static Form form(Plan plan, List<PlannedWeight> weights, String name) {
        return plan.decide(weights).stream()
                .filter(decision -> decision.weight().name().equals(name))
                .findFirst()
                .orElseThrow()
                .form();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        var plan = PlanFile.parse(TEXT);
        var weights = model(2);
        assertThat(form(plan, weights, "bert.embeddings.position_embeddings.weight"))
                .isEqualTo(new Form.Int8(Granularity.CHANNEL));
        assertThat(form(plan, weights, "bert.encoder.layer.1.attention.self.key.weight"))
                .isEqualTo(new Form.Product(8, 256, DType.F16, Sharing.QKV, false));
        assertThat(form(plan, weights, "bert.encoder.layer.0.attention.output.dense.weight"))
                .isEqualTo(new Form.Int4(Granularity.GROUP_32));
        assertThat(form(plan, weights, "bert.encoder.layer.0.output.LayerNorm.weight"))
                .isEqualTo(new Form.Dense(DType.F16));
    }

    @Test
    void aPlanThatIsWrittenIsReadAsItWas() {
        var plan = PlanFile.parse(TEXT);
        assertThat(PlanFile.text(plan, List.of())).isEqualTo(TEXT);
        assertThat(PlanFile.parse(PlanFile.text(plan, List.of("a note")))).isEqualTo(plan);
    }

    @Test
    void aPatternThatFitsNothingIsAnError() {
        var plan = PlanFile.parse("rules: [{match: '*.fc1.weight', scheme: f16}, {match: '*', scheme: f16}]");
        assertThatThrownBy(() -> plan.decide(model(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the pattern '*.fc1.weight' fits no parameter");
    }

    @Test
    void aWeightWithoutARuleIsAnError() {
        var plan = PlanFile.parse("rules: [{match: '*.weight', scheme: product}]");
        assertThatThrownBy(() -> plan.decide(model(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rule of the plan is for bert.encoder.layer.0.output.LayerNorm.weight [64]");
    }

    @Test
    void blocksThatDoNotFillRowsAreAnErrorOfTheRule() {
        var plan = PlanFile.parse("rules: [{match: '*.weight', scheme: product, block: 7}]");
        assertThatThrownBy(() -> plan.decide(model(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule 1 of the plan (*.weight) cannot have")
                .hasMessageContaining("rows of 64 weights cannot be cut into blocks of 7");
    }

    @Test
    void mistakesInPlansAreNamedByTheirRule() {
        assertThatThrownBy(() -> PlanFile.parse("rules: [{match: '*', scheme: f16}, {match: '*', scheme: int5}]"))
                .hasMessage("rule 2: scheme must be f32, f16, bf16, int8, int4 or product, not 'int5'");
        assertThatThrownBy(() -> PlanFile.parse("rules: [{match: '*', scheme: product, blok: 8}]"))
                .hasMessageContaining("'blok' is no key of a rule with scheme product; there are block, centroids");
        assertThatThrownBy(() -> PlanFile.parse("rules: [{match: '*', scheme: product, centroids: 100}]"))
                .hasMessageContaining("a codebook has 256 or 16 centroids, not 100");
        assertThatThrownBy(() -> PlanFile.parse("rules: [{match: '*', scheme: product, share: all}]"))
                .hasMessageContaining("share must be one of private, kind, qkv, not 'all'");
        assertThatThrownBy(() -> PlanFile.parse("rules: 3")).hasMessageContaining("a list under the key 'rules'");
        assertThatThrownBy(() -> PlanFile.parse("rules: [{match")).hasMessageContaining("is not YAML");
        assertThatThrownBy(() -> PlanFile.parse("")).hasMessageContaining("a list under the key 'rules'");
    }

    @Test
    void codebooksAreSharedByKindOrByQueryKeyAndValue() {
        var key = new PlannedWeight("bert.encoder.layer.3.attention.self.key.weight", WeightShape.of(64, 64));
        assertThat(new Form.Product(8, 256, DType.F16, Sharing.QKV, false)
                        .scheme(key)
                        .codebook())
                .contains("codebook.bert.encoder.layer.3.attention.self.query_key_value");
        assertThat(new Form.Product(8, 256, DType.F16, Sharing.KIND, false)
                        .scheme(key)
                        .codebook())
                .contains("codebook.bert.encoder.layer.#.attention.self.key");
        assertThat(Form.Product.of(8).scheme(key).codebook()).isEmpty();
    }

    /// A weight suffers by the bits it loses, the table least of all.
    private static double harm(PlannedWeight weight, Form form) {
        double bits = 8.0 * new Decision(weight, form).bytes() / weight.shape().count();
        double harm = Math.pow(2, -2 * Math.min(bits, 12));
        return weight.isTable() ? harm / 10 : harm;
    }

    private static long size(List<PlannedWeight> weights, Plan plan) {
        return 1000 + plan.decide(weights).stream().mapToLong(Decision::bytes).sum();
    }

    private static Plan propose(List<PlannedWeight> weights, long target) {
        return Planner.propose(
                weights, target, PlanTest::harm, Planner::bySize, each -> size(weights, each), Progress.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {95_000, 110_000, 150_000, 250_000, 500_000})
    void aProposalFitsAndWastesLittle(long target) {
        var weights = model(3);
        var plan = propose(weights, target);
        assertThat(size(weights, plan)).isBetween(target * 7 / 10, target);
    }

    @Test
    void aLargerTargetLosesLess() {
        var weights = model(3);
        double before = Double.POSITIVE_INFINITY;
        for (long target = 100_000; target < 600_000; target *= 2) {
            var plan = propose(weights, target);
            double lost = plan.decide(weights).stream()
                    .filter(decision -> !(decision.scheme() instanceof WeightScheme.Dense))
                    .mapToDouble(decision ->
                            Planner.bySize(decision.weight()) * Planner.loss(harm(decision.weight(), decision.form())))
                    .sum();
            assertThat(lost).isLessThan(before);
            before = lost;
        }
    }

    @Test
    void whatIsImportantKeepsMoreBits() {
        var weights = model(3);
        String important = "bert.encoder.layer.1.output.dense.weight";
        var plan = Planner.propose(
                weights,
                120_000,
                PlanTest::harm,
                weight -> weight.name().equals(important) ? 1000 : 1,
                each -> size(weights, each),
                Progress.NONE);
        long bytes = bytes(plan, weights, important);
        assertThat(bytes).isGreaterThan(bytes(plan, weights, important.replace('1', '0')));
        assertThat(bytes).isGreaterThan(bytes(plan, weights, important.replace('1', '2')));
    }

    private static long bytes(Plan plan, List<PlannedWeight> weights, String name) {
        return plan.decide(weights).stream()
                .filter(decision -> decision.weight().name().equals(name))
                .mapToLong(Decision::bytes)
                .sum();
    }

    @Test
    void aTargetThatNothingFitsSaysWhatDoes() {
        var weights = model(3);
        assertThatThrownBy(() -> Planner.propose(
                        weights, 20_000, PlanTest::harm, Planner::bySize, each -> size(weights, each), Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("the smallest plan makes a file of \\d+ bytes, which is more than 20000; .*");
    }
}
