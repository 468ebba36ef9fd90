// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.encoder.Embeddings;
import dev.triad.electra.encoder.Encoder;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.head.Head;
import dev.triad.electra.head.JointQuestionAnsweringHead;
import dev.triad.electra.head.MaskedLanguageHead;
import dev.triad.electra.head.MultipleChoiceHead;
import dev.triad.electra.head.Prediction;
import dev.triad.electra.head.QuestionAnsweringHead;
import dev.triad.electra.head.ReplacedTokenHead;
import dev.triad.electra.head.SequenceClassificationHead;
import dev.triad.electra.head.SequenceClassificationHead.Form;
import dev.triad.electra.head.TokenClassificationHead;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import org.jspecify.annotations.Nullable;

/// An encoder with its head, under the tensor names of Hugging Face's class for it.
public final class TextModel extends Module {
    private final ModelConfig config;
    private final Encoder encoder;
    private final @Nullable Head head;

    public TextModel(ModelConfig config) {
        this(config, LayerStack.Plan.of(config.encoder().numHiddenLayers()));
    }

    /// @param plan which layers there are, share weights and may be dropped
    public TextModel(ModelConfig config, LayerStack.Plan plan) {
        this(config, plan, new Embeddings(config.encoder()));
    }

    /// A model on embeddings that another one has as well.
    public TextModel(ModelConfig config, LayerStack.Plan plan, Embeddings shared) {
        this(config, new Encoder(config.encoder(), plan, shared));
    }

    private TextModel(ModelConfig config, Encoder shared) {
        this.config = config;
        encoder = child(config.encoder().family().modelType(), shared);
        var made = head(config, encoder);
        head = made == null ? null : inline(made);
    }

    /// A second model on this one's encoder, with a head of its own: what one learns the other knows.
    ///
    /// @throws IllegalArgumentException when its encoder has other sizes
    public TextModel beside(ModelConfig other) {
        if (!other.encoder().equals(config.encoder())) {
            throw new IllegalArgumentException("models that share an encoder must have the same sizes");
        }
        return new TextModel(other, encoder);
    }

    private static @Nullable Head head(ModelConfig config, Encoder encoder) {
        var sizes = config.encoder();
        int labels = config.labels().size();
        return switch (config.head()) {
            case NONE -> null;
            case REPLACED_TOKEN -> new ReplacedTokenHead(sizes);
            case MASKED_LM ->
                new MaskedLanguageHead(sizes, encoder.embeddings().words().weight());
            case SEQUENCE_CLASSIFICATION -> new SequenceClassificationHead(sizes, Form.huggingFace(sizes), labels);
            case LINEAR_CLASSIFICATION -> new SequenceClassificationHead(sizes, Form.LINEAR, labels);
            case TOKEN_CLASSIFICATION -> new TokenClassificationHead(sizes, labels);
            case QUESTION_ANSWERING -> new QuestionAnsweringHead(sizes);
            case JOINT_QUESTION_ANSWERING -> new JointQuestionAnsweringHead(sizes);
            case MULTIPLE_CHOICE -> new MultipleChoiceHead(sizes);
        };
    }

    public ModelConfig config() {
        return config;
    }

    public Encoder encoder() {
        return encoder;
    }

    /// The head.
    ///
    /// @throws IllegalStateException when the model is an encoder alone
    public Head head() {
        if (head == null) throw new IllegalStateException("this model is an encoder without a head");
        return head;
    }

    /// Encodes a batch and answers.
    public Prediction forward(EncoderInput input, Pass pass) {
        var hidden = encoder.forward(input, pass); // [N, H]
        return head == null ? new Prediction.Hidden(input.padded(hidden)) : head.forward(input, hidden, pass);
    }
}
