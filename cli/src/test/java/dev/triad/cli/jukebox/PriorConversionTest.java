// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.cli.model.ModelCommand;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.jukebox.prior.PriorJson;
import dev.triad.jukebox.prior.train.PriorPreset;
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
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

/// Priors of OpenAI and of Hugging Face become ours, and say the same of the same codes.
class PriorConversionTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private static final CodeLevels CODES = new CodeLevels(8_000, List.of(4, 8, 16), 8);

    @TempDir
    Path folder;

    private static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Run.of(Shell.commandLine(new Root(), List.of(CommandGroup.of("Models", ModelCommand.class))), words);
    }

    private static PriorConfig config(PriorPreset preset) {
        return preset.recipe().config(CODES, 3, 3);
    }

    @ParameterizedTest
    @CsvSource({"SMOKE, true", "SMOKE, false", "SMOKE_UPSAMPLER, true", "SMOKE_UPSAMPLER, false"})
    void aPickleIsConvertedByTheSizesBesideIt(PriorPreset preset, boolean legacy) throws IOException {
        try (var _ = Scope.open();
                var prior = prior(config(preset))) {
            var values = new LinkedHashMap<String, float[]>();
            var shapes = new LinkedHashMap<String, long[]>();
            tensors(prior).forEach((name, tensor) -> {
                String stored = "module." + name.replace(".blocks.", ".model.");
                values.put(stored, tensor.toFloats());
                shapes.put(stored, tensor.shape());
            });
            var source = folder.resolve("prior_level_2.pth.tar");
            var pickle = new LegacyPickle(values, shapes, 8_000);
            Files.write(source, legacy ? pickle.legacy() : pickle.zip());
            Files.writeString(folder.resolve("config.json"), PriorJson.write(prior.config()));
            var lists = Files.createDirectory(folder.resolve("lists"));
            LabelLists.of(LabelRules.V3, List.of("Ada", "Bert"), List.of("waltz"))
                    .write(lists);
            var run = triad("model", "convert", source, folder.resolve("prior"), "--labels", lists);
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isEqualTo(ExitCode.OK);
            assertThat(run.out()).contains("a prior of level " + prior.config().level());
            assertThat(Files.readString(folder.resolve("prior/artists.txt"))).contains("bert;2");
            assertSamePrior(prior);
        }
    }

    @Test
    void aPriorOfAHuggingFaceJukeboxIsConverted() throws IOException {
        try (var _ = Scope.open();
                var top = prior(config(PriorPreset.SMOKE));
                var bottom = prior(config(PriorPreset.SMOKE_UPSAMPLER))) {
            var stored = new LinkedHashMap<String, Tensor>();
            tensors(top).forEach((name, tensor) -> stored.put("priors.0." + huggingFace(name), tensor));
            stored.put("priors.1.prior.embed_tokens.weight", Tensors.of(new float[] {1}));
            tensors(bottom).forEach((name, tensor) -> stored.put("priors.2." + huggingFace(name), tensor));
            var source = Files.createDirectory(folder.resolve("hf"));
            TensorFile.write(source.resolve("model.safetensors"), Map.of("format", "pt"), stored);
            Files.writeString(source.resolve("config.json"), PriorJson.write(bottom.config()));
            var which = triad("model", "convert", source, folder.resolve("prior"));
            assertThat(which.code()).isEqualTo(ExitCode.FAILED);
            assertThat(which.err()).contains("it holds 3 priors; say with --level which, 0 is the finest");
            var run = triad("model", "convert", source, folder.resolve("prior"), "--level", 0);
            assertThat(run.err()).contains("it knows no artist and no genre by name");
            assertThat(run.code()).isEqualTo(ExitCode.OK);
            assertSamePrior(bottom);
        }
    }

    @Test
    void tablesThatShouldBeOneAndDifferAreRefusedAndNothingIsLeftBehind() throws IOException {
        try (var _ = Scope.open();
                var prior = prior(config(PriorPreset.SMOKE_UPSAMPLER))) {
            var tensors = new LinkedHashMap<>(tensors(prior));
            var table = tensors.get("prior.x_out.weight");
            assertThat(table).isNotNull();
            tensors.put("prior.x_out.weight", table.add(1));
            var source = Files.createDirectory(folder.resolve("source"));
            TensorFile.write(source.resolve("model.safetensors"), Map.of(), tensors);
            Files.writeString(source.resolve("config.json"), PriorJson.write(prior.config()));
            var run = triad("model", "convert", source, folder.resolve("prior"));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains("prior.x_emb.weight and prior.x_out.weight are one shared table");
            assertThat(run.err().lines()).hasSize(1);
            assertThat(folder.resolve("prior")).doesNotExist();
        }
    }

    @Test
    void sizesThatNobodyPublishedNeedTheirConfiguration() throws IOException {
        try (var _ = Scope.open();
                var prior = prior(config(PriorPreset.SMOKE))) {
            var source = Files.createDirectory(folder.resolve("source"));
            TensorFile.write(source.resolve("model.safetensors"), Map.of(), tensors(prior));
            var run = triad("model", "convert", source, folder.resolve("prior"));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains("none of the published priors").contains("config.json");
        }
    }

    private void assertSamePrior(Prior prior) throws IOException {
        try (var _ = NoGrad.open();
                var converted = PriorFolder.read(folder.resolve("prior"))) {
            assertThat(converted.config()).isEqualTo(prior.config());
            var config = prior.config();
            var codes = new int[config.window()];
            for (int i = 0; i < codes.length; i++) codes[i] = i * i % 8;
            var condition = new Condition(
                    new LabelIds(1, List.of(2)),
                    new Timing(80_000, 4_000, config.sampleLength()),
                    new int[config.lyricTokens()],
                    new int[config.upperWindow()]);
            var pass = Pass.evaluation(Compute.plain());
            assertThat(converted
                            .logits(List.of(codes), List.of(condition), pass)
                            .toFloats())
                    .containsExactly(prior.logits(List.of(codes), List.of(condition), pass)
                            .toFloats());
        }
    }

    private static String huggingFace(String name) {
        return name.replaceFirst("^prime_state_proj\\.", "encoder.proj_in.")
                .replaceFirst("^prime_state_ln\\.", "encoder.final_layer_norm.")
                .replaceFirst("^prime_x_out\\.", "encoder.lm_head.")
                .replaceFirst("^prime_prior\\.", "encoder.")
                .replaceFirst("^y_emb\\.", "metadata_embedding.")
                .replaceFirst("x_emb\\.weight$", "embed_tokens.weight")
                .replaceFirst("x_out\\.weight$", "fc_proj_out.weight")
                .replaceFirst("\\.ln_([01])\\.", ".layer_norm_$1.")
                .replaceFirst("\\.w$", ".weight")
                .replaceFirst("\\.b$", ".bias");
    }

    private static Map<String, Tensor> tensors(Prior prior) {
        var tensors = new LinkedHashMap<String, Tensor>();
        prior.parameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
        return tensors;
    }

    private static Prior prior(PriorConfig config) {
        var prior = new Prior(config);
        prior.initialize(RandomKey.of(5));
        return prior;
    }
}
