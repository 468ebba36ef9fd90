// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import dev.triad.hub.Weights.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void everyFormatIsFoundInItsFolderAndOpened() throws IOException {
        var tensorflow = Files.createDirectory(folder.resolve("tensorflow"));
        for (String file : new String[] {"index", "data-00000-of-00002", "data-00001-of-00002"}) {
            copy("tensorflow/model.ckpt." + file, tensorflow.resolve("model.ckpt." + file));
        }
        var pytorch = Files.createDirectory(folder.resolve("pytorch"));
        copy("pickle/checkpoint.legacy.pt", pytorch.resolve("pytorch_model.bin"));
        var sharded = Files.createDirectory(folder.resolve("sharded"));
        safetensors(sharded.resolve("model-00001-of-00001.safetensors"));
        Files.writeString(
                sharded.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"w\": \"model-00001-of-00001.safetensors\"}}");
        var plain = Files.createDirectory(folder.resolve("plain"));
        safetensors(plain.resolve("model.safetensors"));

        assertFound(tensorflow, Format.TENSORFLOW, "model.ckpt.index", "global_step");
        assertFound(pytorch, Format.PYTORCH, "pytorch_model.bin", "counted");
        assertFound(sharded, Format.SHARDED, "model.safetensors.index.json", "w");
        assertFound(plain, Format.SAFETENSORS, "model.safetensors", "w");
    }

    @Test
    void ofSeveralFormatsTheOneThatCannotRunAnythingIsTaken() throws IOException {
        copy("pickle/checkpoint.pt", folder.resolve("pytorch_model.bin"));
        safetensors(folder.resolve("model.safetensors"));
        assertThat(ModelDirectory.of(folder).weights().format()).isEqualTo(Format.SAFETENSORS);
    }

    @Test
    void aFileIsKnownByItsContentWhateverItIsCalled() throws IOException {
        copy("pickle/checkpoint.pt", folder.resolve("zip"));
        copy("pickle/checkpoint.legacy.pt", folder.resolve("prior_level_2.pth.tar"));
        safetensors(folder.resolve("weights"));
        copy("tensorflow/model.ckpt.index", folder.resolve("model.ckpt-7.index"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"electra\"}");

        assertThat(ModelDirectory.of(folder.resolve("zip")).weights().format()).isEqualTo(Format.PYTORCH);
        assertThat(ModelDirectory.of(folder.resolve("prior_level_2.pth.tar"))
                        .weights()
                        .format())
                .isEqualTo(Format.PYTORCH);
        assertThat(ModelDirectory.of(folder.resolve("model.ckpt-7")).weights())
                .isEqualTo(new Weights(Format.TENSORFLOW, folder.resolve("model.ckpt-7.index")));
        var weights = ModelDirectory.of(folder.resolve("weights"));
        assertThat(weights.weights().format()).isEqualTo(Format.SAFETENSORS);
        assertThat(weights.config().path("model_type").stringValue()).isEqualTo("electra");
    }

    @Test
    void googlesConfigurationIsFoundUnderItsName() throws IOException {
        safetensors(folder.resolve("model.safetensors"));
        assertRefused(() -> ModelDirectory.of(folder).config(), "has no config.json");
        var google = Files.writeString(folder.resolve("bert_config.json"), "{}");
        assertThat(ModelDirectory.of(folder).configFile()).contains(google);
        var own = Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(ModelDirectory.of(folder).configFile()).contains(own);
    }

    @Test
    void whereNothingFitsTheSentenceSaysWhatWouldHave() throws IOException {
        assertRefused(
                () -> ModelDirectory.of(folder),
                folder + ": has neither model.safetensors, model.safetensors.index.json, pytorch_model.bin,"
                        + " pytorch_model.bin.index.json, nor a TensorFlow checkpoint (*.index)");
        Files.createFile(folder.resolve("tf_model.h5"));
        assertRefused(() -> ModelDirectory.of(folder), "; tf_model.h5 is not read");
        Files.createDirectory(folder.resolve("discriminator"));
        assertRefused(() -> ModelDirectory.of(folder), "; look into its folder discriminator");
        assertRefused(() -> ModelDirectory.of(folder.resolve("none")), "there is no such file or folder");
        var text = Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n");
        assertRefused(
                () -> ModelDirectory.of(text), "is neither a safetensors file nor a PyTorch or TensorFlow checkpoint");
    }

    @Test
    void ofSeveralTensorFlowCheckpointsTheLatestIsTakenIfItIsNoted() throws IOException {
        for (int step : new int[] {0, 500, 1000}) {
            copy("tensorflow/model.ckpt.index", folder.resolve("model.ckpt-" + step + ".index"));
        }
        assertRefused(
                () -> ModelDirectory.of(folder),
                "has 3 TensorFlow checkpoints, such as model.ckpt-0.index; name the one you mean");
        Files.writeString(
                folder.resolve("checkpoint"),
                "model_checkpoint_path: \"/home/me/model.ckpt-500\"\nall_model_checkpoint_paths: \"model.ckpt-0\"\n");
        assertThat(ModelDirectory.of(folder).weights().file()).isEqualTo(folder.resolve("model.ckpt-500.index"));
    }

    private void assertFound(Path model, Format format, String file, String tensor) throws IOException {
        var found = ModelDirectory.of(model);
        assertThat(found.weights()).isEqualTo(new Weights(format, model.resolve(file)));
        assertThat(found.folder()).isEqualTo(model);
        try (var tensors = found.openTensors()) {
            assertThat(tensors.tensor(tensor).name()).isEqualTo(tensor);
            assertThat(tensors.place()).isEqualTo(model.resolve(file).toString());
        }
    }

    private static void safetensors(Path file) throws IOException {
        // A header of 128 bytes: its length starts with the byte that pickles start with.
        var header = SafetensorsHeader.builder()
                .tensor("w", DType.F32, 1)
                .metadata("filler", "x".repeat(42))
                .build();
        try (var writer = SafetensorsWriter.create(file, header)) {
            writer.write("w", new float[] {1});
            writer.commit();
        }
        assertThat(Files.readAllBytes(file)[0]).isEqualTo((byte) 0x80);
    }

    private static void copy(String resource, Path target) throws IOException {
        try (var in = ModelDirectoryTest.class.getResourceAsStream(resource)) {
            Files.copy(in, target);
        }
    }

    private static void assertRefused(Opening opening, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(opening::open)
                .withMessageContaining(words);
    }

    private interface Opening {
        void open() throws IOException;
    }
}
