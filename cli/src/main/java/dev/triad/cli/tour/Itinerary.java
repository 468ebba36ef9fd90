// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static dev.triad.cli.tour.Step.Again.REPEATS;
import static dev.triad.cli.tour.Step.Again.RESUMES;
import static dev.triad.cli.tour.Step.Again.RESUMES_ALONE;
import static dev.triad.cli.tour.Step.Again.WHOLE;

import dev.triad.core.data.task.Split;
import dev.triad.core.data.task.TableFormat;
import dev.triad.core.data.task.TaskFolder;
import dev.triad.core.data.task.TextColumns;
import dev.triad.core.data.task.TextExample;
import dev.triad.core.data.task.TextExamples;
import dev.triad.core.data.task.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the tour runs: the commands, in order, for so many minutes and this or that data. Sizes are those of models
/// that learn something on two cores while somebody waits.
@SuppressWarnings("InlineFormatString") // a command is easier to read on lines of its own
final class Itinerary {
    /// The models that were fine-tuned, plainly and with noise.
    static final List<String> MODELS = List.of("electra", "noise");

    /// Levels of the codec.
    static final int LEVELS = 3;

    /// Operations of each pretraining in a tour of ten minutes.
    private static final double FLOPS = 7e12;

    private static final int CODEC_STEPS = 500;

    /// Rows that a fine-tuning sees, repeated or not.
    private static final int ROWS = 2_400;

    private static final int QUESTIONS = 12;

    /// Steps of each prior's training, by level.
    private static final List<Integer> PRIOR_STEPS = List.of(200, 200, 200);

    /// What the new piece is told, in the songs' own terms.
    static final String ARTIST = "Flute Brothers";

    static final String GENRE = "waltz";
    static final String LYRICS = "dora misa fale soti redu mifa";

    private static final List<String> COMPOSING = List.of("triad jukebox prior train", "triad jukebox sample");

    private final TourSettings settings;
    private final Set<String> commands;

    /// @param commands the commands there are, by their full names; what needs others is left out
    Itinerary(TourSettings settings, Set<String> commands) {
        this.settings = settings;
        this.commands = Set.copyOf(commands);
    }

    /// Whether new music is made.
    boolean composes() {
        return commands.containsAll(COMPOSING);
    }

    /// A place in the tour's folder.
    Path at(String name) {
        return settings.out().resolve(name);
    }

    private long scaled(double count, long atLeast) {
        return Math.max(atLeast, Math.round(count * settings.scale()));
    }

    /// The folder with the texts to pretrain on.
    private Path corpus() {
        return settings.text() == null ? at("text/corpus") : settings.text();
    }

    /// The folder with the task.
    Path task() {
        return settings.task() == null ? at("text/task") : settings.task();
    }

    boolean isComposedTask() {
        return settings.task() == null;
    }

    /// The folder with the songs.
    Path songs() {
        return settings.music() == null ? at("songs") : settings.music();
    }

    /// All of it.
    List<Part> parts() throws IOException {
        var parts = new ArrayList<>(
                List.of(words(), reading(), learning(), shrinking(), answering(), music(), listening()));
        if (composes()) parts.add(composing());
        return parts;
    }

    /// @param product its place in the tour's folder; empty for a command that prints what it finds
    /// @param command its words; those that begin with `@` are places in the tour's folder
    private Step step(String id, String product, Step.Again again, double seconds, String command) {
        var words = new ArrayList<String>();
        for (String word : command.strip().split("\\s+", -1)) {
            words.add(word.startsWith("@") ? at(word.substring(1)).toString() : word);
        }
        return new Step(id, words, product.isEmpty() ? null : at(product), again, seconds, Step.Preparation.NONE);
    }

    private static Step with(Step step, List<String> more) {
        var words = new ArrayList<>(step.command());
        words.addAll(more);
        return new Step(step.id(), words, step.product(), step.again(), step.seconds(), step.before());
    }

    private Part words() {
        var steps = new ArrayList<Step>();
        if (settings.text() == null || settings.task() == null) {
            String compose = "text compose --out @text --documents %d --seed %d";
            steps.add(step(
                    "compose-text",
                    "text",
                    WHOLE,
                    2,
                    String.format(Locale.ROOT, compose, scaled(12_000, 1_000), settings.seed())));
        }
        int size = settings.text() == null ? 800 : 8192;
        steps.add(with(
                step(
                        "vocabulary",
                        "vocab.txt",
                        WHOLE,
                        2,
                        String.format(Locale.ROOT, "text vocab --size %d --out @vocab.txt", size)),
                List.of("--input", corpus().toString())));
        String prepare = "text prepare --vocab @vocab.txt --sequence-length 64 --held-out 0.02 --out @shards";
        steps.add(with(
                step("prepare", "shards", REPEATS, 3, prepare),
                List.of("--input", corpus().toString())));
        return new Part("words", steps);
    }

    private Part reading() {
        var steps = new ArrayList<Step>();
        for (String objective : List.of("electra", "mlm")) {
            steps.add(step(
                    "pretrain-" + objective,
                    objective,
                    RESUMES,
                    75 * settings.scale(),
                    String.format(
                            Locale.ROOT,
                            """
                            electra pretrain --data @shards --preset tiny --objective %s --flops %.3g
                                --set batch_size=16 --set warmup_steps=%d --set log_every=%d --set evaluate_every=%d
                                --set checkpoint_every=%d --set seed=%d --out @%s""",
                            objective,
                            FLOPS * settings.scale(),
                            scaled(100, 5),
                            scaled(20, 1),
                            scaled(200, 10),
                            scaled(200, 10),
                            settings.seed(),
                            objective)));
        }
        steps.add(with(
                step("detect", "", REPEATS, 2, """
                        electra detect --model @electra --corrupt 0.15 --json"""),
                List.of(
                        "The sailor loved the boat because it was splendid.",
                        "Although the soup was awful, the cook praised it.",
                        "The teacher said that the book was dismal and nasty.",
                        "In the morning the gardener watered the rose in the garden.")));
        return new Part("reading", steps);
    }

    private Part learning() throws IOException {
        return new Part(
                "learning a task",
                List.of(
                        finetune("mood-electra", "electra", ""),
                        finetune("mood-mlm", "mlm", ""),
                        finetune("mood-noise", "electra", "--noise pq --noise-rate 0.1")));
    }

    private Step finetune(String name, String model, String noise) throws IOException {
        String command = """
                electra finetune --model @%s --task classification --epochs %.2f --learning-rate 5e-4 --batch 16
                    --trials 3 --seed %d --out @%s %s""";
        return with(
                step(
                        name,
                        name,
                        RESUMES,
                        18 * Math.max(0.3, settings.scale()),
                        String.format(Locale.ROOT, command, model, epochs(), settings.seed(), name, noise)),
                List.of("--data", task().toString()));
    }

    /// So many that the work does not depend on how many rows there are.
    private double epochs() throws IOException {
        double rows = settings.task() == null ? 300 : rows(settings.task());
        return Math.clamp(ROWS * Math.max(0.3, settings.scale()) / rows, 0.02, 20);
    }

    private static long rows(Path task) throws IOException {
        var train = TaskFolder.find(task, Split.TRAIN)
                .orElseThrow(() -> new IOException(task + ": there is no train file, such as train.tsv"));
        try (var lines = Files.lines(train)) {
            return Math.max(1, lines.count() - 1);
        }
    }

    /// Where a packed model is.
    Path packed(String model, Packing packing) {
        return at("packed/" + model + "-" + packing.file() + ".safetensors");
    }

    private Part shrinking() {
        var steps = new ArrayList<Step>();
        for (String model : MODELS) {
            steps.add(judge(model, at("mood-" + model + "/model")));
            for (var packing : Packing.values()) {
                String name = model + "-" + packing.file();
                String command = """
                        quant compress --model @mood-%s/model --no-finetune --plan @plans/%s.yaml
                            --out @packed/%s.safetensors""";
                steps.add(step(
                                "pack-" + name,
                                "packed/" + name + ".safetensors",
                                WHOLE,
                                2,
                                String.format(Locale.ROOT, command, model, packing.file(), name))
                        .after(() -> write(packing)));
                steps.add(judge(name, packed(model, packing)));
            }
        }
        return new Part("shrinking", steps);
    }

    private void write(Packing packing) throws IOException {
        Files.createDirectories(at("packed"));
        Files.createDirectories(at("plans"));
        Files.writeString(at("plans").resolve(packing.file() + ".yaml"), packing.plan());
    }

    private Step judge(String name, Path model) {
        return with(
                step("judge-" + name, "", REPEATS, 1.5, "electra evaluate --json"),
                List.of("--model", model.toString(), "--data", task().toString()));
    }

    private Part answering() {
        var step = step("answer", "", REPEATS, 2, "run classify --input @questions.txt");
        return new Part(
                "answering",
                List.of(with(
                                step,
                                List.of(
                                        "--model",
                                        packed("noise", Packing.CODES_8).toString()))
                        .after(this::writeQuestions)));
    }

    /// The first sentences of the task's file to judge by.
    private void writeQuestions() throws IOException {
        var lines = examples().stream().map(TextExample::first).toList();
        Files.write(at("questions.txt"), lines);
    }

    /// What the questions' right answers are.
    List<TextExample> examples() throws IOException {
        var file = TaskFolder.find(task(), Split.DEV)
                .or(() -> train(task()))
                .orElseThrow(() -> new IOException(task() + ": there is no dev file, such as dev.tsv"));
        var format = TableFormat.of(file);
        String column =
                TextExamples.column(file, format, List.of("text", "sentence")).orElse("text");
        var columns = TextColumns.of(column, null).withLabels(List.of("label"));
        var rows = TextExamples.read(file, columns, new Tolerance(1)).rows();
        return rows.subList(0, Math.min(QUESTIONS, rows.size()));
    }

    private static Optional<Path> train(Path task) {
        try {
            return TaskFolder.find(task, Split.TRAIN);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Part music() {
        var steps = new ArrayList<Step>();
        if (settings.music() == null) {
            String compose = "jukebox compose --out @songs --songs 48 --seconds 24 --rate 8000 --seed %d";
            steps.add(step("compose-songs", "songs", WHOLE, 12, String.format(Locale.ROOT, compose, settings.seed())));
        }
        var more = new ArrayList<>(List.of("--input", songs().toString()));
        var table = songs().resolve("metadata.csv");
        if (settings.music() == null || Files.isRegularFile(table)) {
            more.addAll(List.of("--metadata", table.toString()));
        }
        String command = "jukebox dataset --rate 8000 --channels 1 --out @songs-8k";
        steps.add(with(step("dataset", "songs-8k", REPEATS, 5, command), more));
        return new Part("music", steps);
    }

    private Part listening() {
        long steps = scaled(CODEC_STEPS, 20);
        String train = """
                jukebox vqvae train --data @songs-8k --preset nano --set steps=%d --set decay_steps=%d
                    --set log_every=%d --set evaluate_every=%d --set checkpoint_every=%d --set seed=%d --out @codec""";
        long often = Math.max(1, steps / 5);
        return new Part(
                "listening",
                List.of(
                        step(
                                "codec",
                                "codec",
                                RESUMES,
                                120 * settings.scale(),
                                String.format(
                                        Locale.ROOT,
                                        train,
                                        steps,
                                        steps / 3,
                                        Math.max(1, steps / 50),
                                        often,
                                        often,
                                        settings.seed())),
                        step("judge-codec", "", REPEATS, 8, """
                                jukebox vqvae evaluate --model @codec --data @songs-8k --clips 20 --json"""),
                        step("encode", "codes", WHOLE, 12, """
                                jukebox vqvae encode --model @codec --data @songs-8k --out @codes""")));
    }

    /// The folder of a level's prior.
    static String prior(int level) {
        return "prior-" + level;
    }

    private Part composing() {
        var steps = new ArrayList<Step>();
        for (int level = LEVELS - 1; level >= 0; level--) {
            long count = scaled(PRIOR_STEPS.get(level), 10);
            String train = """
                    jukebox prior train --level %d --data @codes --preset %s --set positions=%d --set steps=%d
                        --set warmup_steps=%d --set decay_steps=%d --set log_every=%d --set evaluate_every=%d
                        --set checkpoint_every=%d --set seed=%d --out @%s""";
            boolean top = level == LEVELS - 1;
            steps.add(step(
                    prior(level),
                    prior(level),
                    RESUMES,
                    (top ? 45 : 30) * settings.scale(),
                    String.format(
                            Locale.ROOT,
                            train,
                            level,
                            top ? "nano" : "nano_upsampler",
                            top ? 256 : 512,
                            count,
                            Math.max(1, count / 10),
                            count / 3,
                            Math.max(1, count / 40),
                            Math.max(1, count / 4),
                            Math.max(1, count / 4),
                            settings.seed(),
                            prior(level))));
        }
        String sample = """
                jukebox sample --codec @codec --prior @prior-2 --prior @prior-1 --prior @prior-0 --length 6
                    --total-length 24 --seed %d --out @piece""";
        var piece = step("piece", "piece", RESUMES_ALONE, 25, String.format(Locale.ROOT, sample, settings.seed()));
        steps.add(
                settings.music() == null
                        ? with(piece, List.of("--artist", ARTIST, "--genre", GENRE, "--lyrics", LYRICS))
                        : piece);
        return new Part("composing", steps);
    }
}
