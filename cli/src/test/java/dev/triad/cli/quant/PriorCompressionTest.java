// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.cli.jukebox.JukeboxCommand;
import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.data.codes.CodeDatasetWriter;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.data.codes.CodedSong;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.prior.PackedPrior;
import dev.triad.jukebox.sample.Piece;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/// Priors in few bits: packed as they are, or after learning codes in stages.
class PriorCompressionTest {
    @Command(name = "triad", description = "test", footer = "triad")
    private static final class Root {}

    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);

    private static final String PLAN = """
            rules:
              - match: "*.mlp.*.w|*.attn.*.w"
                scheme: product
                block: 4
                centroids: 16
              - match: "prior.x_emb.weight"
                scheme: int4
                grids: channel
              - match: "*"
                scheme: f16
            """;

    @TempDir
    static Path folder;

    private static Path codes;
    private static Path prior;
    private static Path plan;

    @TempDir
    Path own;

    @BeforeAll
    static void trainAPrior() throws IOException {
        codes = folder.resolve("codes");
        try (var writer = CodeDatasetWriter.create(codes, LEVELS, "0".repeat(64), 1 << 20)) {
            for (int song = 0; song < 6; song++) {
                boolean low = song % 2 == 0;
                var its = new Song("song-" + song, "song", low ? "Low" : "High", "slow", "", 1600);
                var levels = new int[3][];
                for (int level = 0; level < 3; level++) {
                    levels[level] = new int[(int) LEVELS.codes(level, 1600)];
                    for (int i = 0; i < levels[level].length; i++) levels[level][i] = i * (low ? 1 : 3) % 8;
                }
                writer.append(
                        song < 4 ? CodeDataset.TRAIN : CodeDataset.VALIDATION,
                        new CodedSong(its, Lyrics.plain(low ? "la la" : "oh oh")),
                        levels);
            }
            writer.finish();
        }
        prior = folder.resolve("top");
        plan = Files.writeString(folder.resolve("plan.yaml"), PLAN);
        assertDone(triad(
                "jukebox",
                "prior",
                "train",
                "--level",
                2,
                "--data",
                codes,
                "--preset",
                "smoke",
                "--set",
                "steps=120",
                "--set",
                "learning_rate=1e-2",
                "--set",
                "evaluate_every=0",
                "--out",
                prior,
                "--threads",
                1,
                "--dtype",
                "f32",
                "--progress",
                "off"));
    }

    private static Run triad(Object... arguments) {
        var words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        var groups = List.of(
                CommandGroup.of("Music", JukeboxCommand.class), CommandGroup.of("Quantisation", QuantCommand.class));
        return Run.of(Shell.commandLine(new Root(), groups), words);
    }

    private static void assertDone(Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    private Run compress(Path out, Object... more) {
        var all = new ArrayList<Object>(List.of("quant", "compress", "--model", prior, "--out", out));
        all.addAll(List.of("--threads", 1, "--progress", "off"));
        if (!List.of(more).contains("--plan")) all.addAll(List.of("--plan", plan));
        all.addAll(List.of(more));
        return triad(all.toArray());
    }

    /// The bits before and after, from what was printed.
    private static double[] bits(Run run) {
        var numbers = Pattern.compile("bits per code +([\\d.]+) as floats, ([\\d.]+) packed")
                .matcher(run.out());
        assertThat(numbers.find()).as(run.out()).isTrue();
        return new double[] {Double.parseDouble(numbers.group(1)), Double.parseDouble(numbers.group(2))};
    }

    @Test
    void aPriorIsPackedMeasuredInspectedAndExpanded() throws IOException {
        var file = own.resolve("top.safetensors");
        var packed = compress(file, "--no-finetune", "--data", codes);
        assertDone(packed);
        assertThat(packed.out()).contains("prior.transformer._attn_mods.#.mlp.c_fc.w", "product, blocks of 4");
        double[] bits = bits(packed);
        assertThat(bits[0]).isLessThan(2);
        var measured = triad("quant", "evaluate", "--model", file, "--data", codes, "--json", "--progress", "off");
        assertDone(measured);
        assertThat(new JsonMapper().readTree(measured.out()).path("bits").asDouble())
                .isCloseTo(bits[1], org.assertj.core.api.Assertions.within(1e-3));
        var shown = triad("quant", "inspect", file, "--against", prior);
        assertDone(shown);
        assertThat(shown.out()).contains("jukebox_prior", "artists.txt, config.json, genres.txt", "int4");
        var expanded = own.resolve("expanded");
        assertDone(triad("quant", "expand", file, expanded));
        assertThat(expanded.resolve("artists.txt")).hasContent("unknown;0\nhigh;1\nlow;2\n");
        var again = own.resolve("again.safetensors");
        assertDone(triad(
                "quant",
                "compress",
                "--model",
                expanded,
                "--plan",
                plan,
                "--no-finetune",
                "--out",
                again,
                "--progress",
                "off"));
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void aPackedPriorMakesMusicFromItsCodes() throws IOException {
        var wide = Files.writeString(own.resolve("wide.yaml"), """
                rules:
                  - match: "*.mlp.*.w"
                    scheme: product
                    block: 4
                    centroids: 256
                  - match: "*"
                    scheme: f16
                """);
        var file = own.resolve("top.safetensors");
        assertDone(compress(file, "--no-finetune", "--plan", wide));
        assertThat(PackedPrior.codes(file).keySet())
                .as("two matrices of each of four layers, and of two that read lyrics")
                .hasSize(2 * 4 + 2 * 2)
                .allMatch(name -> name.contains(".mlp."))
                .contains("prior.transformer._attn_mods.3.mlp.c_proj.w");
        var codec = Files.createDirectory(own.resolve("codec"));
        try (var model = new VqVae(Preset.SMOKE.recipe().vqVae())) {
            model.initialize(RandomKey.of(1));
            CodecFolder.writeModel(model, codec);
        }
        var numbers = music(codec, file, "numbers");
        var looked = music(codec, file, "looked", "--from-codes");
        assertThat(looked).as("what is looked up is nearly the same").hasDimensions(2, numbers[0].length);
        int same = 0;
        for (int i = 0; i < numbers[0].length; i++) if (looked[0][i] == numbers[0][i]) same++;
        assertThat(same).as("of " + numbers[0].length).isGreaterThan(numbers[0].length / 2);
    }

    private int[][] music(Path codec, Path prior, String name, Object... more) throws IOException {
        var out = own.resolve(name);
        var all = new ArrayList<Object>(List.of("jukebox", "sample", "--codec", codec, "--prior", prior));
        all.addAll(List.of("--threads", 1, "--progress", "off", "--samples", 2, "--length", 0.1, "--out", out));
        all.addAll(List.of(more));
        assertDone(triad(all.toArray()));
        return Piece.read(out.resolve("piece.safetensors")).codes()[2];
    }

    @Test
    void aPriorLearnsWhileItIsCompressedAndPacksToWhatItLearned() throws IOException {
        var file = own.resolve("top.safetensors");
        assertDone(compress(file, "--no-finetune", "--data", codes));
        var staged = own.resolve("staged.safetensors");
        var run = compress(staged, "--data", codes, "--epochs", 8, "--batch", 4, "--learning-rate", 3e-3, "--resume");
        assertDone(run);
        assertThat(run.out()).contains("feed-forward", "embeddings", "attention");
        assertThat(bits(run)[1]).isLessThan(bits(compress(file, "--no-finetune", "--data", codes, "--force"))[1]);
        var work = own.resolve("staged.safetensors.work");
        assertThat(Files.readString(work.resolve("stages/stages.json")))
                .contains("feed-forward compressed", "attention trained", "bits");
        var mean = new JsonMapper().readTree(Files.readString(work.resolve("stages/stages.json")));
        double last = mean.path("attention trained").path("bits").asDouble();
        assertThat(bits(run)[1]).isCloseTo(last, org.assertj.core.api.Assertions.within(0.02)); // f16 aside
        var other = compress(staged, "--data", codes, "--epochs", 9, "--force", "--resume");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("was begun with steps");
    }

    @Test
    void whatAPriorHasNoUseForIsRefused() throws IOException {
        var file = own.resolve("x.safetensors");
        var rounded = Files.writeString(own.resolve("rounded.yaml"), """
                rules:
                  - match: "*.mlp.*.w"
                    scheme: int8
                    outputs: int8
                  - match: "*"
                    scheme: f16
                """);
        assertThat(compress(file, "--no-finetune", "--plan", rounded).err())
                .contains("outputs of a prior's layers are not quantised", "*.mlp.*.w")
                .doesNotContain("--texts");
        assertThat(compress(file).err()).contains("say with --data which codes the prior learns from");
        assertThat(compress(file, "--data", codes, "--noise", "pq").err()).contains("triad jukebox prior train");
        assertThat(compress(file, "--no-finetune", "--tokenizer", codes).err()).contains("no use for --tokenizer");
        assertThat(file).doesNotExist();
    }

    @Test
    void aTargetIsMetAndPlanned() throws IOException {
        var file = own.resolve("small.safetensors");
        var planned = triad(
                "quant",
                "plan",
                "--model",
                prior,
                "--target",
                "30kB",
                "--out",
                own.resolve("p.yaml"),
                "--progress",
                "off");
        assertDone(planned);
        assertDone(triad(
                "quant",
                "compress",
                "--model",
                prior,
                "--no-finetune",
                "--plan",
                own.resolve("p.yaml"),
                "--out",
                file,
                "--progress",
                "off"));
        assertThat(Files.size(file)).isLessThanOrEqualTo(30_000);
    }
}
