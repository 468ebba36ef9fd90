// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.console.ExitCode;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.hub.onnx.EncoderGraph;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a model for other runtimes.
@Command(
        name = "export",
        header = "Writes a model as an ONNX file.",
        description = {
            "Writes an encoder with its head as an ONNX file (opset 17, f32) for ONNX Runtime and its like.",
            "Inputs are input_ids, attention_mask and token_type_ids, int64 [batch, sequence], both dimensions free;"
                    + " outputs are logits, start_logits and end_logits, or last_hidden_state. The file's metadata has"
                    + " the config.json with the labels."
        },
        footer = "triad model export electra-small model.onnx")
public final class ExportCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The model: a folder, a file of weights, or a TensorFlow prefix.")
    Path model = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.onnx", description = "The file to write.")
    Path target = Path.of("");

    @Option(names = "--force", description = "Replaces a file of that name.")
    boolean force;

    @Mixin
    PartOption part = new PartOption();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var checkpoint = Checkpoint.of(model, part.part);
        Destination.requireFreeFile(target, force);
        var shape = OnnxShape.of(checkpoint.config());
        checkpoint.load().close(); // everything must be there, of the right shape, and a number
        try (var stop = StopSignal.onInterrupt()) {
            checkpoint.readNamed(tensors -> {
                EncoderGraph.write(shape, name -> values(tensors, name, stop), metadata(checkpoint), target);
                return target;
            });
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s: %s, %,d bytes%n",
                        target,
                        checkpoint
                                .config()
                                .head()
                                .architecture(checkpoint.config().encoder().family()),
                        Files.size(target));
        return ExitCode.OK;
    }

    /// Asked for each weight while the file is written: the place to give up, which leaves nothing behind.
    private static float[] values(Map<String, Tensor> tensors, String name, StopSignal stop) {
        if (stop.requested()) throw new CancellationException("stopped before the file was written");
        var tensor = tensors.get(name);
        if (tensor == null) throw new IllegalArgumentException("missing " + name);
        return tensor.toFloats();
    }

    private static Map<String, String> metadata(Checkpoint checkpoint) {
        return Map.of("config", ConfigJson.write(checkpoint.config()));
    }
}
