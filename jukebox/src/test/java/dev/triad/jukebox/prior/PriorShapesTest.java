// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.tensor.Scope;
import java.util.LinkedHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriorShapesTest {
    @ParameterizedTest
    @MethodSource("dev.triad.jukebox.prior.Small#all")
    void aPriorHasTheseTensorsAndNoOthers(PriorConfig config) {
        try (var _ = Scope.open();
                var prior = new Prior(config)) {
            var built = new LinkedHashMap<String, long[]>();
            prior.parameters().forEach((name, parameter) -> built.put(name, parameter.shape()));
            var told = PriorShapes.of(config);
            assertThat(told.keySet()).isEqualTo(built.keySet());
            built.forEach((name, shape) -> assertThat(told.get(name)).as(name).isEqualTo(shape));
            assertThat(PriorShapes.problems(config, built)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.triad.jukebox.prior.Small#all")
    void whatIsMissingTooMuchOrOfAnotherShapeIsNamed(PriorConfig config) {
        var shapes = new LinkedHashMap<>(PriorShapes.of(config));
        shapes.remove("prior.pos_emb.pos_emb");
        shapes.put("prior.x_emb.weight", new long[] {3, 4});
        shapes.put("prior.y", new long[] {1});
        assertThat(PriorShapes.problems(config, shapes))
                .hasSize(3)
                .contains("missing prior.pos_emb.pos_emb", "unexpected prior.y")
                .anyMatch(problem -> problem.startsWith("prior.x_emb.weight has shape [3, 4], expected ["));
    }

    @ParameterizedTest
    @MethodSource("dev.triad.jukebox.prior.Small#all")
    void theSecondNameOfATableMayBeMissing(PriorConfig config) {
        var shapes = new LinkedHashMap<>(PriorShapes.of(config));
        shapes.remove(PriorShapes.SECOND_NAME);
        assertThat(PriorShapes.problems(config, shapes)).hasSize(config.mergedDecoder() ? 1 : 0);
    }
}
