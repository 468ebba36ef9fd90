// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.console.ExitCode;
import dev.triad.core.text.files.LoadedTokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.hub.ModelDirectory;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Brings a model into the form that `transformers` loads.
@Command(
        name = "convert",
        header = "Writes a model as a Hugging Face folder.",
        description = {
            "Reads a Hugging Face folder (whole or sharded), a PyTorch file (.bin, .pt, .pth.tar) or a TensorFlow"
                    + " checkpoint of ELECTRA, checks that everything is there and is a number, and writes config.json,"
                    + " model.safetensors and the tokenizer's files. Tensors keep their element types and their bits.",
            "Jukebox's codec, OpenAI's vqvae.pth.tar or a Hugging Face Jukebox, becomes a codec for 'triad jukebox"
                    + " vqvae'; a prior, one of OpenAI's prior_level_*.pth.tar or with --level one of a Hugging Face"
                    + " Jukebox, a prior for 'triad jukebox sample'. Priors of the published sizes are told by their"
                    + " names and shapes; any other needs its config.json beside it."
        },
        footer = {
            "triad model convert electra_small/ electra-small-discriminator",
            "triad model convert electra_small/ electra-small-generator --part generator",
            "triad model convert short/ long/ --positions 512",
            "triad model convert vqvae.pth.tar jukebox-codec",
            "triad model convert prior_level_1.pth.tar jukebox-middle --labels lists/"
        })
public final class ConvertCommand implements Callable<Integer> {
    private static final int MOST_POSITIONS = 1 << 20;

    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "The model: a folder, a file of weights, or a TensorFlow prefix.")
    Path source = Path.of("");

    @Parameters(index = "1", paramLabel = "DST", description = "The folder to write: absent or empty.")
    Path target = Path.of("");

    @Option(
            names = "--positions",
            paramLabel = "N",
            description = {
                "Extends the position table to inputs of N tokens: the rows that were trained are repeated, so that"
                        + " further training starts from sensible vectors. Longer inputs work at once, but well only"
                        + " after such training."
            })
    @Nullable
    Integer positions;

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "Takes the tokenizer from another folder than the model's.")
    @Nullable
    Path tokenizer;

    @Option(names = "--no-tokenizer", description = "Converts the model alone.")
    boolean noTokenizer;

    @Option(
            names = "--level",
            paramLabel = "N",
            description = "Converts Jukebox's prior of a level, 0 being the finest, where it is not clear which is"
                    + " meant.")
    @Nullable
    Integer level;

    @Option(
            names = "--labels",
            paramLabel = "FOLDER",
            description = {
                "A folder with artists.txt and genres.txt, lines of name;id, that a prior was taught. Without them it"
                        + " knows nobody by name."
            })
    @Nullable
    Path labels;

    @Option(names = "--force", description = "Replaces the model that is in DST.")
    boolean force;

    @Mixin
    PartOption part = new PartOption();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (positions != null && (positions < 1 || positions > MOST_POSITIONS)) {
            throw new ParameterException(
                    spec.commandLine(), "--positions must be from 1 to " + MOST_POSITIONS + ", not " + positions);
        }
        if (noTokenizer && tokenizer != null) {
            throw new ParameterException(spec.commandLine(), "--tokenizer and --no-tokenizer contradict each other");
        }
        var directory = ModelDirectory.of(source);
        if (level == null && CodecConversion.fits(directory)) return convertCodec(directory);
        if (PriorConversion.fits(directory)) return convertPrior(directory);
        if (level != null || labels != null) {
            throw new ParameterException(
                    spec.commandLine(), "--level and --labels are for Jukebox's priors; there is none in " + source);
        }
        var checkpoint = Checkpoint.of(source, part.part);
        Destination.requireFreeFolder(target, force, checkpoint.directory().folder());
        var text = tokenizer(checkpoint);
        var longest = positions == null ? OptionalInt.empty() : OptionalInt.of(positions);
        try (var stop = StopSignal.onInterrupt()) {
            tell(new Conversion(checkpoint, text, longest, stop::requested).run(target), text);
        }
        return ExitCode.OK;
    }

    private int convertCodec(ModelDirectory directory) throws IOException {
        requireNoTextOptions("Jukebox's codec");
        if (labels != null) {
            throw new ParameterException(spec.commandLine(), "--labels is for Jukebox's priors; this is its codec");
        }
        Destination.requireFreeFolder(target, force, directory.folder());
        var config = new CodecConversion(directory).run(target);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s: a codec of %d levels at %,d Hz, %,d codes each%n",
                        target,
                        config.levels(),
                        config.sampleRate(),
                        config.codebookSize());
        return ExitCode.OK;
    }

    private int convertPrior(ModelDirectory directory) throws IOException {
        requireNoTextOptions("one of Jukebox's priors");
        Destination.requireFreeFolder(target, force, directory.folder());
        var which = level == null ? OptionalInt.empty() : OptionalInt.of(level);
        var config = new PriorConversion(directory, which, labels).run(target);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s: a prior of level %d, %,d layers, %,d weights, windows of %,d codes%n",
                        target,
                        config.level(),
                        config.transformer().depth(),
                        config.parameterCount(),
                        config.window());
        if (config.labels() != null && labels == null) {
            spec.commandLine()
                    .getErr()
                    .println("without --labels it knows no artist and no genre by name: all count as unknown");
        }
        return ExitCode.OK;
    }

    private void requireNoTextOptions(String what) {
        if (positions != null || tokenizer != null) {
            throw new ParameterException(
                    spec.commandLine(), "--positions and --tokenizer are for text models; this is " + what);
        }
    }

    private Optional<LoadedTokenizer> tokenizer(Checkpoint checkpoint) throws IOException {
        var folder = tokenizer == null ? checkpoint.directory().folder() : tokenizer;
        if (noTokenizer) return Optional.empty();
        if (tokenizer == null && !hasTokenizer(checkpoint.directory())) {
            spec.commandLine()
                    .getErr()
                    .println("there is no tokenizer in " + folder + "; --tokenizer takes one from another folder");
            return Optional.empty();
        }
        try {
            var loaded = tokenizer == null
                    ? checkpoint.directory().tokenizer().orElseThrow()
                    : TokenizerFolder.read(tokenizer);
            HuggingFaceFolder.requireFits(
                    folder, loaded.tokenizer(), checkpoint.config().encoder());
            return Optional.of(loaded);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(e.getMessage() + "; --no-tokenizer converts the model alone", e);
        }
    }

    /// A damaged one counts, so that it is complained of and not passed over.
    private static boolean hasTokenizer(ModelDirectory directory) {
        try {
            return directory.tokenizer().isPresent();
        } catch (IOException _) {
            return true;
        }
    }

    private void tell(Conversion.Result result, Optional<LoadedTokenizer> text) {
        var out = spec.commandLine().getOut();
        var config = result.config();
        out.printf(
                Locale.ROOT,
                "wrote %s: %s, %,d tensors, %,d bytes, %,d positions%n",
                target,
                config.head().architecture(config.encoder().family()),
                result.tensors(),
                result.bytes(),
                config.encoder().maxLength());
        text.ifPresent(loaded -> out.println("tokenizer: " + new TokenizerSummary(loaded.tokenizer()).line()));
        if (config.head() == HeadKind.LINEAR_CLASSIFICATION || config.head() == HeadKind.JOINT_QUESTION_ANSWERING) {
            spec.commandLine()
                    .getErr()
                    .println("transformers has no class for this head; AutoModel loads the encoder alone");
        }
    }
}
