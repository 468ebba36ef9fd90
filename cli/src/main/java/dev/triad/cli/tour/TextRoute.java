// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static dev.triad.cli.tour.Step.Again.REPEATS;
import static dev.triad.cli.tour.Step.Again.RESUMES;
import static dev.triad.cli.tour.Step.Again.WHOLE;

import dev.triad.cli.tour.Step.Learning;
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
import java.util.Optional;

/// The way through the texts: ELECTRA, Quant-Noise and the runtime. Sizes are those of models that learn
/// something on two cores while somebody waits.
record TextRoute(Itinerary tour) {
    /// The models that are packed, fine-tuned plainly and with noise.
    static final List<String> MODELS = List.of("electra", "noise");

    /// About what a step of the tiny ELECTRA takes with 32 rows of 64 tokens; a run's rhythm follows from it.
    private static final double FLOPS_PER_STEP = 1e10;

    /// Steps between two looks at how well it goes, at least; a look takes as long as some steps.
    private static final int LOOK = 20;

    /// Batches of held-out text for each look.
    private static final int LOOKED_AT = 8;

    /// Rows of a step in pretraining. Fewer, or a shorter warm-up, and the discriminator does not come off the ground.
    private static final int ROWS = 32;

    private static final int WARMUP = 100;

    /// Sentences of a step in fine-tuning.
    private static final int BATCH = 16;
    private static final int QUESTIONS = 12;

    /// How the model is packed that answers.
    static final Packing ANSWERING = Packing.CODES_4;

    /// Runs of each fine-tuning, with different seeds.
    static final int TRIALS = 3;

    List<Part> parts() {
        return List.of(words(), reading(), learning(), shrinking(), answering());
    }

    private Part words() {
        var settings = tour.settings();
        var steps = new ArrayList<Step>();
        if (settings.text() == null || settings.task() == null) {
            long documents = Math.max(1_000, Math.round(1_200 * settings.minutes()));
            Step.Command compose = () -> tour.words("text compose --out @text")
                    .with("--documents", documents)
                    .with("--seed", settings.seed())
                    .list();
            steps.add(new Step("compose-text", compose, tour.at("text"), WHOLE, 2));
        }
        int size = settings.text() == null ? 800 : 8192;
        Step.Command vocabulary = () -> tour.words("text vocab --out @vocab.txt")
                .with("--size", size)
                .with("--input", tour.corpus())
                .list();
        steps.add(new Step("vocabulary", vocabulary, tour.at("vocab.txt"), WHOLE, 2));
        Step.Command prepare =
                () -> tour.words("text prepare --vocab @vocab.txt --sequence-length 64 --held-out 0.02 --out @shards")
                        .with("--input", tour.corpus())
                        .list();
        steps.add(new Step("prepare", prepare, tour.at("shards"), REPEATS, 2));
        return new Part("words", steps);
    }

    private Part reading() {
        var electra = pretraining("electra");
        Step.Command detect = () -> {
            var words = tour.words("electra detect --model @electra --corrupt 0.15 --json")
                    .with("--seed", tour.settings().seed());
            for (String text : HeldOutTexts.in(tour.at("shards"))) words.say(text);
            return words.list();
        };
        return new Part(
                "reading",
                List.of(
                        new Step("pretrain-electra", electra, tour.at("electra"), RESUMES, 6),
                        new Step(
                                "pretrain-mlm",
                                pretraining("mlm").like("pretrain-electra"),
                                tour.at("mlm"),
                                RESUMES,
                                4),
                        new Step("detect", detect, null, REPEATS, 2)));
    }

    private Learning pretraining(String objective) {
        return new Learning(80, 10 * FLOPS_PER_STEP, 20 * FLOPS_PER_STEP, 1, "", (flops, product, rehearsal) -> {
            double steps = flops / FLOPS_PER_STEP;
            long often = Math.max(LOOK, Math.round(steps / 8));
            return tour.words("electra pretrain --data @shards --preset tiny")
                    .with("--objective", objective)
                    .with("--flops", flops)
                    .set("batch_size", ROWS)
                    .set("warmup_steps", Math.clamp(Math.round(steps / 4), 1, WARMUP))
                    .set("log_every", rehearsal ? 1 : Math.max(1, Math.round(steps / 80)))
                    .set("evaluate_every", rehearsal ? 0 : often)
                    .set("evaluation_batches", LOOKED_AT)
                    .set("checkpoint_every", often)
                    .set("seed", tour.settings().seed())
                    .with("--out", product)
                    .list();
        });
    }

    private Part learning() {
        return new Part(
                "learning a task",
                List.of(
                        finetuning("electra", "electra", ""),
                        finetuning("mlm", "mlm", "task-electra"),
                        finetuning("noise", "electra", "task-electra")));
    }

    /// Fine-tunes on as many rows as there is time for, some of them often if there are few.
    private Step finetuning(String name, String model, String like) {
        String id = "task-" + name;
        Step.Training training = (rows, product, rehearsal) -> {
            double epochs = Math.clamp(rows / rows(tour.task()), 1e-4, 10);
            var words = tour.words("electra finetune --task classification --learning-rate 5e-4 --retries 0")
                    .with("--model", tour.at(model))
                    .with("--data", tour.task())
                    .with("--batch", BATCH)
                    .with("--epochs", epochs)
                    .with("--log-every", rehearsal ? 1 : 10)
                    .with("--trials", rehearsal ? 1 : TRIALS)
                    .with("--seed", tour.settings().seed())
                    .with("--out", product);
            return (name.equals("noise") ? words.and("--noise pq --noise-rate 0.1") : words).list();
        };
        return new Step(id, new Learning(35, 16 * BATCH, 16 * BATCH, TRIALS, like, training), tour.at(id), RESUMES, 9);
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
        return tour.at("packed/" + model + "-" + packing.file() + ".safetensors");
    }

    private Part shrinking() {
        var steps = new ArrayList<Step>();
        for (String model : MODELS) {
            steps.add(judge(model, tour.at("task-" + model + "/model")));
            for (var packing : Packing.values()) {
                String name = model + "-" + packing.file();
                Step.Command pack = () -> {
                    var plan = tour.at("plans").resolve(packing.file() + ".yaml");
                    Files.createDirectories(tour.at("packed"));
                    Files.createDirectories(tour.at("plans"));
                    Files.writeString(plan, packing.plan());
                    return tour.words("quant compress --no-finetune")
                            .with("--model", tour.at("task-" + model + "/model"))
                            .with("--plan", plan)
                            .with("--out", packed(model, packing))
                            .list();
                };
                steps.add(new Step("pack-" + name, pack, packed(model, packing), WHOLE, 1.5));
                steps.add(judge(name, packed(model, packing)));
            }
        }
        return new Part("shrinking", steps);
    }

    private Step judge(String name, Path model) {
        Step.Command judge = () -> tour.words("electra evaluate --json")
                .with("--model", model)
                .with("--data", tour.task())
                .list();
        return new Step("judge-" + name, judge, null, REPEATS, 1.5);
    }

    private Part answering() {
        Step.Command answer = () -> {
            Files.write(
                    tour.at("questions.txt"),
                    examples().stream().map(TextExample::first).toList());
            return tour.words("run classify --input @questions.txt")
                    .with("--model", packed("noise", ANSWERING))
                    .list();
        };
        return new Part("answering", List.of(new Step("answer", answer, null, REPEATS, 1)));
    }

    /// The first rows of the task's file to judge by.
    List<TextExample> examples() throws IOException {
        var task = tour.task();
        var file = TaskFolder.find(task, Split.DEV)
                .or(() -> train(task))
                .orElseThrow(() -> new IOException(task + ": there is no dev file, such as dev.tsv"));
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
}
