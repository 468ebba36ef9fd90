// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntFunction;

/// A small encoder, small tasks it can learn, and jobs that take a second.
final class Tiny {
    static final EncoderConfig ENCODER = encoder(0.1);
    static final Task PARITY = Task.of("parity", Problem.SINGLE_LABEL, List.of("0", "1"), ScoreRange.UNIT);

    private Tiny() {}

    static EncoderConfig encoder(double dropout) {
        return new EncoderConfig(
                EncoderFamily.ELECTRA, 20, 8, 16, 2, 2, 32, Activation.GELU, dropout, dropout, 24, 2, 1e-12, 0, 0.05);
    }

    /// Rows of 4 to 9 random tokens, [CLS] being 1; the third token decides.
    static List<EncodedRow> rows(int count, long seed, IntFunction<Answer> answer) {
        var rows = new ArrayList<EncodedRow>();
        var draws = RandomKey.of(seed).at(0, 0, 0);
        for (int i = 0; i < count; i++) {
            var ids = new int[4 + draws.nextInt(6)];
            ids[0] = 1;
            for (int j = 1; j < ids.length; j++) ids[j] = 3 + draws.nextInt(17);
            rows.add(new EncodedRow(ids, new int[ids.length], new int[0], answer.apply(ids[2]), false));
        }
        return rows;
    }

    static List<EncodedRow> parity(int count, long seed) {
        return rows(count, seed, token -> new Answer.OneLabel(token % 2));
    }

    /// A pretrained discriminator on disk.
    static StartingPoint pretrained(Path folder) {
        return saved(folder, ModelConfig.of(ENCODER, HeadKind.REPLACED_TOKEN), 1);
    }

    static StartingPoint saved(Path folder, ModelConfig config, long seed) {
        var file = folder.resolve("model-" + seed + ".safetensors");
        try (var model = new TextModel(config)) {
            model.initialize(RandomKey.of(seed));
            Files.createDirectories(folder);
            Weights.write(model, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new StartingPoint("tiny", config, () -> SafetensorsFile.open(file), Part.DISCRIMINATOR);
    }

    static TaskData data(Task task, List<EncodedRow> train, List<EncodedRow> held) {
        var sets = new LinkedHashMap<String, List<EncodedRow>>();
        sets.put("", held);
        return new TaskData(task, train, sets);
    }

    static TaskData parityData() {
        return data(PARITY, parity(70, 11), parity(30, 12));
    }

    static Answer labels(int... present) {
        var bits = new BitSet();
        for (int label : present) bits.set(label);
        return new Answer.Labels(bits);
    }

    /// Eight rows a step, one epoch, a rate that shows.
    static FineTuningSettings settings() {
        return settings(1, 8, false);
    }

    static FineTuningSettings settings(double epochs, int microBatch, boolean sum) {
        return new FineTuningSettings(
                epochs,
                8,
                microBatch,
                3e-3,
                0.8,
                LayerwiseDecay.Mode.CORRECTED,
                0.1,
                0.01,
                1,
                sum,
                0,
                false,
                1,
                0,
                3,
                1);
    }

    static FineTuningJob job(StartingPoint start, FineTuningSettings settings, TaskData... tasks) {
        return new FineTuningJob(
                start,
                List.of(tasks),
                true,
                settings,
                Compute.plain(),
                24,
                folder -> Files.writeString(folder.resolve("vocab.txt"), "tokens\n"));
    }
}
