// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import dev.triad.hub.ModelDirectory;
import dev.triad.jukebox.labels.LabelList;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.LabelConfig;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.jukebox.prior.PriorJson;
import dev.triad.jukebox.prior.PriorShapes;
import dev.triad.jukebox.prior.released.ReleasedSizes;
import dev.triad.jukebox.prior.released.StoredPrior;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings Jukebox's priors, as OpenAI or Hugging Face stores them, into the form that `triad jukebox sample` loads.
/// Tensors keep their element types and go from file to file one by one.
///
/// @param directory where they lie
/// @param level which is meant; empty where the file's name or the shapes say it
/// @param lists a folder with the artists and genres it was taught; null to know nobody by name
record PriorConversion(
        ModelDirectory directory,
        OptionalInt level,
        @Nullable Path lists) {
    private static final Pattern FILE = Pattern.compile("prior_level_(\\d)\\.\\w+.*");

    /// Whether a model holds a prior.
    static boolean fits(ModelDirectory directory) throws IOException {
        try (var source = directory.openTensors()) {
            return StoredPrior.recognises(names(source));
        }
    }

    private static List<String> names(TensorSource source) {
        return source.tensors().stream().map(TensorInfo::name).toList();
    }

    /// Converts, whole or not at all.
    ///
    /// @return its sizes
    /// @throws IllegalArgumentException when it is not a prior that works
    PriorConfig run(Path target) throws IOException {
        try (var _ = Scope.open();
                var source = TensorFile.of(directory.openTensors())) {
            var tensors = new LinkedHashMap<String, Tensor>();
            place(source.tensors())
                    .forEach(
                            (name, stored) -> tensors.put(name, source.tensors().get(stored)));
            var config = config(tensors);
            requireOneTable(config, tensors);
            tensors.forEach(PriorConversion::requireNumbers);
            try (var folder = AtomicFolder.create(target)) {
                PriorFolder.write(tensors, config, labels(config.labels()), folder.path());
                folder.commit();
            }
            return config;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(directory.weights().file() + ": " + e.getMessage(), e);
        }
    }

    /// The stored names of the prior that is meant.
    private SequencedMap<String, String> place(SequencedMap<String, Tensor> stored) {
        int levels = StoredPrior.levels(stored.keySet());
        if (levels == 0) return StoredPrior.names(stored.keySet(), null);
        if (level.isEmpty() && levels > 1) {
            throw new IllegalArgumentException(
                    "it holds " + levels + " priors; say with --level which, 0 is the finest");
        }
        int its = level.orElse(levels - 1);
        if (its < 0 || its >= levels) {
            throw new IllegalArgumentException("--level must be 0 to " + (levels - 1) + ", not " + its);
        }
        return StoredPrior.names(stored.keySet(), levels - 1 - its);
    }

    private PriorConfig config(Map<String, Tensor> tensors) throws IOException {
        var shapes = new LinkedHashMap<String, long[]>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        var file = directory.folder().resolve(PriorFolder.CONFIG);
        if (Files.isRegularFile(file)) {
            String text = Files.readString(file);
            if (PriorJson.isPrior(text)) {
                var config = PriorJson.read(file.toString(), text);
                var problems = PriorShapes.problems(config, shapes);
                if (problems.isEmpty()) return config;
                throw new IllegalArgumentException("it is not the prior of " + PriorFolder.CONFIG + ": "
                        + String.join("; ", problems.subList(0, Math.min(20, problems.size()))));
            }
        }
        return ReleasedSizes.of(shapes, level.isPresent() ? level : levelOfName());
    }

    private OptionalInt levelOfName() {
        var name = FILE.matcher(directory.weights().file().getFileName().toString());
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    /// Leaves one of two names for a table that is both.
    private static void requireOneTable(PriorConfig config, Map<String, Tensor> tensors) {
        if (config.mergedDecoder()) return;
        var in = tensors.get(PriorShapes.FIRST_NAME);
        var out = tensors.remove(PriorShapes.SECOND_NAME);
        if (in == null || out == null) return;
        try (var _ = Scope.open()) {
            if (in.ne(out).sum().item() > 0) {
                throw new IllegalArgumentException(PriorShapes.FIRST_NAME + " and " + PriorShapes.SECOND_NAME
                        + " are one shared table, but their values differ");
            }
        }
    }

    private static void requireNumbers(String name, Tensor tensor) {
        try (var _ = Scope.open()) {
            if (tensor.isfinite().logical_not().sum().item() > 0) {
                throw new IllegalArgumentException("tensor " + name + " holds something that is no number");
            }
        }
    }

    private @Nullable LabelLists labels(@Nullable LabelConfig config) throws IOException {
        if (config == null) return null;
        var its = lists == null
                ? LabelLists.of(config.rules(), List.of(), List.of())
                : LabelLists.read(lists, config.rules());
        require("artists", its.artists(), config.artists());
        require("genres", its.genres(), config.genres());
        return its;
    }

    private static void require(String what, LabelList list, int rows) {
        if (list.count() > rows) {
            throw new IllegalArgumentException("the list of " + what + " has ids up to " + (list.count() - 1)
                    + ", but the prior's table has rows 0 to " + (rows - 1) + " only");
        }
    }
}
