// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.model.HeadKind;
import dev.triad.runtime.model.ModelFiles;
import java.io.IOException;
import java.util.Optional;

/// An encoder and its head.
///
/// @param config their sizes
/// @param encoder the encoder
/// @param head the head, where it is of the usual form
/// @param joint ELECTRA's own head for questions, where it is that
public record TextModel(EncoderConfig config, Encoder encoder, Optional<Head> head, Optional<JointQuestionHead> joint) {
    /// Takes a model's weights.
    ///
    /// @param withHead whether to take those of the head as well
    /// @throws dev.triad.core.model.ModelFileException when one is missing or has another shape
    public static TextModel load(
            ModelFiles files, EncoderConfig config, boolean withHead, Kernels kernels, Tables tables)
            throws IOException {
        var linears = new Linears(kernels, files.weights(config.family()), tables);
        var encoder = new Encoder(config, linears);
        boolean joint = withHead && config.head() == HeadKind.JOINT_QUESTION_ANSWERING;
        boolean usual = withHead && !joint && config.head() != HeadKind.NONE;
        return new TextModel(
                config,
                encoder,
                usual ? Optional.of(LayeredHead.of(config, linears, encoder)) : Optional.empty(),
                joint ? Optional.of(new JointQuestionHead(config, linears)) : Optional.empty());
    }
}
