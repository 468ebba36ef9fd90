// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.LayerwiseDecay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Small tokenizers, questions and models.
final class Quiz {
    static final Tokenizer WORDS = new WordPieceTokenizer(
            Vocabulary.bert(List.of(
                    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "where", "when", "sat", "is", "in", "the",
                    "red", "blue", "green", "ann", "ben", "cid", "##s", ".", "(", ")", "oslo", "rome", "bonn", "19",
                    "##00", "##14", "a", "b", "-")),
            WordPieceOptions.UNCASED);
    static final Tokenizer BYTES = bytes();
    static final WindowOptions ROWS = new WindowOptions(24, 6, 5);

    private Quiz() {}

    private static Tokenizer bytes() {
        var tokens = new ArrayList<>(List.of("<s>", "<pad>", "</s>", "<unk>", "<mask>"));
        for (int value = 0; value < 256; value++) tokens.add(String.valueOf(ByteAlphabet.character((byte) value)));
        var vocabulary = Vocabulary.byteLevel(tokens, ByteLevelBpeOptions.Family.ROBERTA);
        return new ByteLevelBpeTokenizer(vocabulary, List.of(), ByteLevelBpeOptions.ROBERTA);
    }

    static Question question(String id, String text, String context, String answer, int start) {
        return new Question(1, id, text, context, List.of(new Question.Answer(answer, start)), List.of(answer), true);
    }

    /// The answer is where it first stands in the context.
    static Question question(String id, String text, String context, String answer) {
        return question(id, text, context, answer, context.indexOf(answer));
    }

    static Question impossible(String id, String text, String context) {
        return new Question(1, id, text, context, List.of(), List.of(), true);
    }

    static EncodedQuestions encode(Tokenizer tokenizer, WindowOptions options, Question... questions) {
        try {
            var rows = new Rows<>("quiz", List.of(questions), 0, List.of());
            return new QuestionEncoder(tokenizer, options)
                    .toLearn(rows, Tolerance.NONE)
                    .questions();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EncodedQuestion encode(Question question) {
        return encode(WORDS, ROWS, question).all().getFirst();
    }

    /// Some that have answers, and two that have none; their texts take up to three windows.
    static EncodedQuestions some() {
        String first = "Ann sat in Rome. Ben sat in Oslo in 1914. Cid sat in the red Bonn (1900).";
        String second = "Ben is in the blue Rome.";
        return encode(
                WORDS,
                ROWS,
                question("1", "Who sat in Rome?", first, "Ann"),
                question("2", "Where sat Ben?", first, "Oslo"),
                question("3", "When sat Cid?", first, "1900"),
                question("4", "Where is Ben?", second, "the blue Rome"),
                impossible("5", "Where is Ann?", second),
                impossible("6", "When is Ben in Rome?", first));
    }

    static TextModel model(HeadKind head, double dropout) {
        var encoder = new EncoderConfig(
                EncoderFamily.ELECTRA,
                WORDS.vocabulary().size(),
                16,
                32,
                2,
                2,
                64,
                Activation.GELU,
                dropout,
                dropout,
                32,
                2,
                1e-12,
                0,
                0.05);
        var model = new TextModel(ModelConfig.of(encoder, head));
        model.initialize(RandomKey.of(3));
        return model;
    }

    static FineTuningSettings settings(double epochs, int batch, int microBatch, boolean sum) {
        return new FineTuningSettings(
                epochs,
                batch,
                microBatch,
                5e-3,
                0.9,
                LayerwiseDecay.Mode.CORRECTED,
                0.1,
                0.01,
                1,
                sum,
                0,
                false,
                1,
                0,
                1000,
                10);
    }
}
