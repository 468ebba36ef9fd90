// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.runtime.encoder.TextModel;
import dev.triad.runtime.encoder.TokenBatch;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.model.ModelFiles;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The runtime beside numbers that `transformers` computed for tiny models with random biases and gains: hidden states
/// and logits of every token that is no padding.
final class FrozenParityTest {
    private static final Path FIXTURES = Path.of("../electra/src/test/resources/dev/triad/electra/checkpoint");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "electra-discriminator",
                "electra-generator",
                "electra-classifier",
                "electra-tagger",
                "electra-qa",
                "bert-classifier",
                "bert-mlm",
                "roberta-classifier",
                "roberta-mlm"
            })
    void statesAndLogitsAreThoseOfTheReference(String name) throws IOException {
        try (var files = ModelFiles.open(FIXTURES.resolve(name));
                var expected = SafetensorsFile.open(FIXTURES.resolve(name + "/expected.safetensors"))) {
            var config = files.config();
            var model = TextModel.load(files, config, true, Kernels.scalar(), Tables.FLOAT);
            var rows = new ArrayList<TokenRow>();
            var cells = new ArrayList<Integer>();
            int length = (int) expected.tensor("input_ids").shape()[1];
            int[] ids = expected.ints("input_ids");
            int[] types = expected.ints("token_type_ids");
            int[] mask = expected.ints("attention_mask");
            for (int from = 0; from < ids.length; from += length) {
                int count = Arrays.stream(mask, from, from + length).sum();
                rows.add(new TokenRow(
                        Arrays.copyOfRange(ids, from, from + count), Arrays.copyOfRange(types, from, from + count)));
                IntStream.range(from, from + count).forEach(cells::add);
            }
            var batch = TokenBatch.of(rows);
            var turn = Turn.alone(new Scratch());
            var hidden = model.encoder().forward(batch, turn);
            int width = config.hiddenSize();
            var states = expected.floats("hidden_states." + config.layers());
            for (int token = 0; token < cells.size(); token++) {
                for (int i = 0; i < width; i++) {
                    assertThat((double) hidden[token * model.encoder().stride() + i])
                            .isCloseTo(states[cells.get(token) * width + i], within(1e-5));
                }
            }
            boolean perRow = config.head() == HeadKind.SEQUENCE_CLASSIFICATION;
            int[] asked = perRow
                    ? Arrays.copyOf(batch.starts(), rows.size())
                    : IntStream.range(0, batch.tokens()).toArray();
            var logits =
                    model.head().orElseThrow().logits(hidden, model.encoder().stride(), asked, turn);
            boolean spans = config.head() == HeadKind.QUESTION_ANSWERING;
            var wanted = expected.floats(spans ? "start_logits" : "logits");
            var ends = spans ? expected.floats("end_logits") : wanted;
            for (int i = 0; i < asked.length; i++) {
                int cell = perRow ? i : cells.get(i);
                int outputs = spans ? 1 : logits[i].length;
                for (int j = 0; j < outputs; j++) {
                    assertThat((double) logits[i][j]).isCloseTo(wanted[cell * outputs + j], within(1e-5));
                }
                if (spans) assertThat((double) logits[i][1]).isCloseTo(ends[cell], within(1e-5));
            }
        }
    }
}
