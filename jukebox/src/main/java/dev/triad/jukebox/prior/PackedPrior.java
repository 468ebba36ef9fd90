// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.jukebox.labels.LabelList;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// A prior in one packed file: its weights in few bits, each with its outputs first, and inside the same small files
/// that lie in a [PriorFolder].
public final class PackedPrior {
    /// What packed files say they hold.
    public static final String FAMILY = "jukebox_prior";

    private PackedPrior() {}

    /// Whether a file is a packed prior.
    ///
    /// @throws IOException for a packed model that is damaged
    public static boolean isPackedPrior(Path file) throws IOException {
        if (!Files.isRegularFile(file)) return false;
        try (var tensors = SafetensorsFile.open(file)) {
            if (!PackedModel.isPacked(tensors.metadata())) return false;
        } catch (IOException _) {
            return false; // something else; others say what is wrong with it
        }
        try (var model = PackedModel.open(file)) {
            return model.description().family().equals(FAMILY);
        }
    }

    /// The small files of a prior, by name.
    public static SequencedMap<String, String> files(PriorConfig config, LabelLists lists) {
        var files = new TreeMap<String, String>();
        files.put(ModelDescription.CONFIG, PriorJson.write(config));
        if (config.labels() != null) {
            files.put(LabelLists.ARTISTS, lists.artists().text());
            files.put(LabelLists.GENRES, lists.genres().text());
        }
        return files;
    }

    /// Weights as packed files have them: by name, outputs first. They live as long as the open scope.
    public static SequencedMap<String, Tensor> tensors(Prior prior) {
        var tensors = new TreeMap<String, Tensor>();
        prior.uniqueParameters().forEach((name, parameter) -> tensors.put(name, turned(parameter)));
        return tensors;
    }

    private static Tensor turned(Parameter parameter) {
        var master = parameter.master().detach();
        int axis = parameter.outputAxis();
        return axis == 0 ? master : master.transpose(0, axis).contiguous();
    }

    /// Its sizes, without its weights.
    public static PriorConfig config(Path file) throws IOException {
        try (var model = PackedModel.open(file)) {
            return config(file, model);
        }
    }

    private static PriorConfig config(Path file, PackedModel model) {
        return PriorJson.read(
                file + " (" + ModelDescription.CONFIG + ")", model.description().config());
    }

    /// The artists and genres it knows.
    ///
    /// @throws IOException for a prior without labels
    public static LabelLists lists(Path file, LabelRules rules) throws IOException {
        try (var model = PackedModel.open(file)) {
            return new LabelLists(
                    rules, list(file, model, LabelLists.ARTISTS, rules), list(file, model, LabelLists.GENRES, rules));
        }
    }

    private static LabelList list(Path file, PackedModel model, String name, LabelRules rules) throws IOException {
        String text = model.description().files().get(name);
        if (text == null) throw new IOException(file + " has no " + name);
        return LabelList.parse(file + " (" + name + ")", text.lines().toList(), rules);
    }

    /// Reads a prior, its weights as the file decodes them. The caller closes it.
    ///
    /// @throws IOException that names a weight that is missing
    /// @throws IllegalArgumentException that names a weight of another shape
    public static Prior read(Path file) throws IOException {
        try (var model = PackedModel.open(file)) {
            var prior = new Prior(config(file, model));
            try (var _ = Scope.open()) {
                for (var entry : prior.uniqueParameters().entrySet()) {
                    assign(entry.getValue(), model.weight(entry.getKey()).decode());
                }
                return prior;
            } catch (IOException | RuntimeException e) {
                prior.close();
                throw e;
            }
        }
    }

    /// The matrices of a packed prior that are product codes, by the names of its parameters, for [StepWeights].
    public static Map<String, ProductWeight> codes(Path file) throws IOException {
        var codes = new TreeMap<String, ProductWeight>();
        try (var model = PackedModel.open(file)) {
            model.content().weights().forEach((name, weight) -> {
                if (weight instanceof ProductWeight product) codes.put(name, product.copy());
            });
        }
        return codes;
    }

    private static void assign(Parameter parameter, float[] values) {
        if (values.length != parameter.count()) {
            throw new IllegalArgumentException(parameter + " cannot take " + values.length + " numbers");
        }
        var shape = parameter.shape();
        int axis = parameter.outputAxis();
        long outputs = shape[axis];
        shape[axis] = shape[0];
        shape[0] = outputs;
        var stored = Tensors.of(values, shape);
        parameter.assign(axis == 0 ? stored : stored.transpose(0, axis));
    }
}
