// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.text.files.LoadedTokenizer;
import dev.triad.electra.checkpoint.CheckpointTensors;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Writes a checkpoint of any form as a folder that `transformers` loads. Tensors keep their element types and their
/// bits.
///
/// @param checkpoint what is converted
/// @param tokenizer what goes with it; empty for the model alone
/// @param longest the longest input the model shall have positions for; empty to leave its table as it is
/// @param stopped asked between the steps: whether to give up and leave nothing behind
record Conversion(
        Checkpoint checkpoint, Optional<LoadedTokenizer> tokenizer, OptionalInt longest, BooleanSupplier stopped) {
    /// What was written.
    record Result(ModelConfig config, int tensors, long bytes) {}

    /// Converts, whole or not at all.
    ///
    /// @throws IllegalArgumentException when the checkpoint is not a model that works, or not the tokenizer's
    Result run(Path target) throws IOException {
        checkpoint.load().close(); // everything must be there, of the right shape, and a number
        goOn();
        try (var folder = AtomicFolder.create(target)) {
            var result = checkpoint.readNamed(tensors -> writeModel(folder.path(), tensors));
            goOn();
            if (tokenizer.isPresent()) {
                HuggingFaceFolder.writeTokenizer(
                        folder.path(),
                        tokenizer.get().tokenizer(),
                        result.config().encoder(),
                        longest.isPresent() ? longest : tokenizer.get().maxLength());
            }
            goOn();
            folder.commit();
            return result;
        }
    }

    private void goOn() {
        if (stopped.getAsBoolean()) throw new CancellationException("stopped before the model was written");
    }

    private Result writeModel(Path folder, Map<String, Tensor> tensors) throws IOException {
        var config = longest.isPresent()
                ? CheckpointTensors.extendPositions(checkpoint.config(), tensors, longest.getAsInt())
                : checkpoint.config();
        // the key is the one Hugging Face's loader insists on
        TensorFile.write(folder.resolve(HuggingFaceFolder.WEIGHTS), Map.of("format", "pt"), tensors);
        var stored = checkpoint.stored();
        HuggingFaceFolder.writeText(
                folder.resolve(HuggingFaceFolder.CONFIG),
                stored == null ? ConfigJson.write(config) : ConfigJson.write(config, stored, dtype(tensors)));
        long bytes = tensors.values().stream()
                .mapToLong(tensor -> tensor.count() * tensor.dtype().bytes())
                .sum();
        return new Result(config, tensors.size(), bytes);
    }

    /// The element type of most of the model, as PyTorch calls it.
    private String dtype(Map<String, Tensor> tensors) {
        var words =
                tensors.get(checkpoint.config().encoder().family().modelType() + ".embeddings.word_embeddings.weight");
        return switch (words == null ? DType.F32 : words.dtype()) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case F64 -> "float64";
            default -> "float32";
        };
    }
}
