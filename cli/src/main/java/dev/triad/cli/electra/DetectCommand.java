// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Checkpoint;
import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Truncation;
import dev.triad.core.text.Vocabulary;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.pretrain.Detection;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `triad electra detect`.
@Command(
        name = "detect",
        header = "Shows which words of a text look replaced.",
        description = {
            "Prints each text with the probability beside every token that a discriminator takes for a replacement.",
            "With --corrupt the generator that was trained with it replaces some tokens first, and the marks say how the"
                    + " discriminator did: [+] found, [-] missed, [!] a false alarm. Texts come from the command line, or"
                    + " one a line from standard input."
        },
        footer = {
            "triad electra detect --model tiny-run \"the chef cooked the meal\"",
            "triad electra detect --model tiny-run --corrupt 0.3 --seed 7 \"the chef cooked the meal\""
        })
public final class DetectCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The discriminator: a folder, a checkpoint of a pretraining, or the folder of its run.")
    Path model = Path.of("");

    @Mixin
    EncoderOptions encoder = new EncoderOptions();

    @Option(
            names = "--corrupt",
            paramLabel = "SHARE",
            arity = "0..1",
            fallbackValue = "0.15",
            description =
                    "Let the generator replace this share of the tokens first; ${FALLBACK-VALUE} if none is given.")
    @Nullable
    Double corrupt;

    @Option(
            names = "--generator",
            paramLabel = "DIR",
            description = "The generator; by default the folder 'generator' beside the model.")
    @Nullable
    Path generator;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the replacements; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--threshold",
            defaultValue = "0.5",
            description = "From which probability on a token is marked; default ${DEFAULT-VALUE}.")
    double threshold;

    @Option(names = "--json", description = "One JSON object a text.")
    boolean json;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "The texts.")
    List<String> texts = new ArrayList<>();

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var folder = EncoderFolder.of(model, encoder.vocabulary, encoder.cased);
        int longest = folder.maxLength(encoder.maxLength, Integer.MAX_VALUE);
        var settings = compute.resolve(longest);
        Torch.setThreads(settings.threads());
        try (var discriminator = folder.load();
                var replacer = replacer(folder, settings)) {
            discriminator.to(settings.device(), DType.F32);
            var how = EncodeOptions.model(longest).truncatedTo(longest, Truncation.LONGEST_FIRST);
            long number = seed;
            if (!texts.isEmpty()) {
                for (String text : texts) show(text, folder, discriminator, replacer, how, settings, number++);
                return ExitCode.OK;
            }
            try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) show(line, folder, discriminator, replacer, how, settings, number++);
                }
            }
        }
        return ExitCode.OK;
    }

    private @Nullable TextModel replacer(EncoderFolder folder, Compute settings) throws IOException {
        if (corrupt == null) return null;
        var above = folder.folder().toAbsolutePath().getParent();
        var its = generator != null ? generator : above == null ? null : above.resolve("generator");
        if (its == null || !Files.isDirectory(its)) {
            throw new IOException(its + " is no folder; name the generator with --generator");
        }
        var loaded = Checkpoint.of(its, Part.GENERATOR).load();
        loaded.to(settings.device(), DType.F32);
        return loaded;
    }

    private void show(
            String text,
            EncoderFolder folder,
            TextModel discriminator,
            @Nullable TextModel replacer,
            EncodeOptions how,
            Compute settings,
            long itsSeed) {
        var vocabulary = folder.tokenizer().vocabulary();
        var encoding = folder.tokenizer().encode(text, null, how);
        int[] ids = encoding.ids();
        int[] seen = replacer == null || corrupt == null
                ? ids
                : Detection.corrupt(replacer, vocabulary, ids, encoding.typeIds(), corrupt, itsSeed, settings);
        double[] probabilities = Detection.probabilities(discriminator, seen, encoding.typeIds(), settings);
        var tokens = findings(vocabulary, ids, seen, probabilities);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(Map.of("text", text, "tokens", tokens)));
            return;
        }
        int width =
                tokens.stream().mapToInt(token -> token.token().length()).max().orElse(1);
        for (var token : tokens) {
            out.printf(
                    Locale.ROOT,
                    "%5.1f%%  %-3s %-" + width + "s%s%n",
                    100 * token.replaced(),
                    token.mark() == null ? "" : token.mark(),
                    token.token(),
                    token.original() == null ? "" : "  was " + token.original());
        }
        out.println();
        out.flush();
    }

    /// @param token as the discriminator saw it
    /// @param replaced the probability it gives to a replacement
    /// @param original what stood there, if it was replaced
    /// @param mark how the discriminator did
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Finding(
            String token,
            double replaced,
            @Nullable String original,
            @Nullable String mark) {}

    private List<Finding> findings(Vocabulary vocabulary, int[] ids, int[] seen, double[] probabilities) {
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < ids.length; i++) {
            boolean ends = ids[i] == vocabulary.id(SpecialToken.CLASSIFICATION)
                    || ids[i] == vocabulary.id(SpecialToken.SEPARATOR);
            if (ends) continue;
            boolean replaced = seen[i] != ids[i];
            findings.add(new Finding(
                    vocabulary.token(seen[i]),
                    probabilities[i],
                    replaced ? vocabulary.token(ids[i]) : null,
                    mark(probabilities[i] >= threshold, replaced)));
        }
        return findings;
    }

    private @Nullable String mark(boolean says, boolean replaced) {
        if (corrupt == null) return says ? "[?]" : null;
        if (replaced) return says ? "[+]" : "[-]";
        return says ? "[!]" : null;
    }
}
