// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.cli.model.ModelCommand;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/// Codecs of OpenAI and of Hugging Face become ours, and encode as before.
class CodecConversionTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private static final VqVaeConfig CONFIG =
            new VqVaeConfig(16_000, List.of(2, 1, 1), 2, 4, 2, 5, 16, List.of(2, 1, 1), 3, 0, true);

    @TempDir
    Path folder;

    private static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Models", ModelCommand.class))), words);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPickleOfOpenAiIsConverted(boolean legacy) throws IOException {
        try (var _ = Scope.open();
                var model = model()) {
            var values = new LinkedHashMap<String, float[]>();
            var shapes = new LinkedHashMap<String, long[]>();
            tensors(model).forEach((name, tensor) -> {
                values.put("module." + name, tensor.toFloats());
                shapes.put("module." + name, tensor.shape());
            });
            var pickle = new LegacyPickle(values, shapes, 16_000);
            var source = folder.resolve("vqvae.pth.tar");
            Files.write(source, legacy ? pickle.legacy() : pickle.zip());
            var run = triad("model", "convert", source, folder.resolve("codec"));
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isEqualTo(ExitCode.OK);
            assertThat(run.out()).contains("a codec of 3 levels at 16,000 Hz, 16 codes each");
            assertSameCodec(model);
        }
    }

    @Test
    void aHuggingFaceFolderIsConverted() throws IOException {
        try (var _ = Scope.open();
                var model = model()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            tensors(model)
                    .forEach((name, tensor) -> tensors.put("vqvae." + name.replaceFirst("\\.k$", ".codebook"), tensor));
            tensors.put("priors.0.embed_tokens.weight", Tensors.of(new float[] {1, 2}));
            var source = Files.createDirectory(folder.resolve("hf"));
            TensorFile.write(source.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
            Files.writeString(source.resolve("config.json"), """
                    {"model_type": "jukebox", "sampling_rate": 16000, "vqvae_config": {"model_type": "jukebox_vqvae",
                     "res_downs_t": [2, 1, 1], "res_strides_t": [2, 2, 2], "res_conv_width": 4, "res_conv_depth": 2,
                     "multipliers": [2, 1, 1], "embed_dim": 5, "nb_discrete_codes": 16}}""");
            var run = triad("model", "convert", source, folder.resolve("codec"));
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isEqualTo(ExitCode.OK);
            assertSameCodec(model);
        }
    }

    @Test
    void anIncompleteCodecIsRefusedAndNothingIsLeftBehind() throws IOException {
        try (var _ = Scope.open();
                var model = model()) {
            var tensors = new LinkedHashMap<>(tensors(model));
            tensors.remove("decoders.1.out.bias");
            var source = Files.createDirectory(folder.resolve("source"));
            TensorFile.write(source.resolve("model.safetensors"), Map.of(), tensors);
            var run = triad("model", "convert", source, folder.resolve("codec"));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains(source.toString()).contains("missing decoders.1.out.bias");
            assertThat(run.err().lines()).hasSize(1);
            assertThat(folder.resolve("codec")).doesNotExist();
        }
    }

    private void assertSameCodec(VqVae model) throws IOException {
        try (var _ = NoGrad.open();
                var converted = CodecFolder.read(folder.resolve("codec"))) {
            assertThat(converted.config()).isEqualTo(CONFIG);
            var pass = Pass.evaluation(Compute.plain());
            var sound = new float[256];
            for (int t = 0; t < sound.length; t++) sound[t] = (float) Math.sin(0.002 * t * t);
            for (int level = 0; level < 3; level++) {
                var audio = Tensors.of(sound, 1, sound.length);
                var codes = model.encode(level, audio, pass);
                assertThat(converted.encode(level, audio, pass).toLongs()).containsExactly(codes.toLongs());
                assertThat(converted.decode(level, codes, pass).toFloats())
                        .containsExactly(model.decode(level, codes, pass).toFloats());
            }
        }
    }

    private static Map<String, Tensor> tensors(VqVae model) {
        var tensors = new LinkedHashMap<String, Tensor>();
        model.parameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
        model.buffers().forEach((name, buffer) -> {
            if (name.endsWith(".k")) tensors.put(name, buffer);
        });
        return tensors;
    }

    private static VqVae model() {
        var model = new VqVae(CONFIG);
        model.initialize(RandomKey.of(5));
        for (int level = 0; level < 3; level++) {
            var numbers = new float[16 * 5];
            for (int i = 0; i < numbers.length; i++) numbers[i] = (float) (0.2 * Math.sin(i * i + level));
            model.codebook(level).vectors().copy_(Tensors.of(numbers, 16, 5));
        }
        return model;
    }
}
