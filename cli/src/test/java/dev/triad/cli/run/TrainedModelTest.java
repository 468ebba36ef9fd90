// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.matrix.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A model that was really trained: the small encoder of the recipes, taught SST-2 with quantisation noise, then
/// compressed stage by stage with a teacher (the row "in stages, noise, teacher" of docs/results/quant-noise.md, seed
/// 1). The probabilities are those of `triad electra predict`, which computes with libtorch.
final class TrainedModelTest {
    private static final Path MODEL = Path.of("src/test/resources/dev/triad/cli/run/sentiment.safetensors");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a warm and funny film that i would gladly see again      | 0.9827234570769352",
                "the plot is dull and the jokes are worse                 | 0.0388991232163596",
                "an honest , moving portrait of two stubborn sisters      | 0.9842891402746493",
                "it drags on for two hours without a single good idea     | 0.6153720960947832",
                "the music is lovely , but the rest is a mess             | 0.6886430062922742",
                "one of the best films of the year                        | 0.9714903517338238"
            })
    void itsFeelingsAreThoseItWasMeasuredWith(String text, double positive) throws IOException {
        assertThat(Files.size(MODEL)).isEqualTo(320_084);
        try (var classifier = TextClassifier.open(MODEL)) {
            assertThat(classifier.classify(text).probabilities().get("1")).isCloseTo(positive, within(1e-5));
        }
        var bytes = RuntimeOptions.builder().tables(Tables.INT8).build();
        try (var classifier = TextClassifier.open(MODEL, bytes)) {
            assertThat(classifier.classify(text).probabilities().get("1")).isCloseTo(positive, within(0.02));
        }
    }
}
