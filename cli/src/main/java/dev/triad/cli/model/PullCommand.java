// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.hub.download.FileChoice;
import dev.triad.hub.download.HubSettings;
import dev.triad.hub.download.ModelName;
import dev.triad.hub.download.ModelPull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Fetches a model; standard output gets the folder it is in, and nothing else.
@Command(
        name = "pull",
        header = "Fetches a model from the Hugging Face hub.",
        description = {
            "Fetches a model from the Hugging Face hub and prints the folder it is in.",
            "Configuration, tokenizer and weights are taken (safetensors; pytorch_model.bin where there are none), into"
                    + " the cache that Hugging Face's own tools use. An interrupted pull goes on where it stopped, and"
                    + " every file is checked against the hub's checksum.",
            "HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean to those tools."
        },
        footer = {
            "triad model pull google/electra-small-discriminator",
            "triad model pull FacebookAI/roberta-base@main --exclude '*.json' --include '*.safetensors'"
        })
public final class PullCommand implements Callable<Integer> {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Takes the files that match instead of the usual ones; * crosses slashes. May be repeated.")
    List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leaves out the files that match. May be repeated.")
    List<String> exclude = List.of();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    /// Where HF_HOME and the others are looked up; tests have their own.
    Map<String, String> environment = System.getenv();

    private ModelName model = new ModelName("none", ModelName.MAIN);

    @Parameters(
            paramLabel = "NAME[@REVISION]",
            description = "The model, as the hub names it, and a branch, tag or commit (main if left out).")
    void setModel(String text) {
        try {
            model = ModelName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        var settings = HubSettings.fromEnvironment(environment, home);
        try (var shown = progress.open()) {
            var pulled = new ModelPull(settings, shown).run(model, new FileChoice(include, exclude));
            shown.message(String.format(
                    Locale.ROOT,
                    "%s at commit %.7s: %d files, %,.1f MB, of which %,.1f MB were fetched now",
                    model.repository(),
                    pulled.commit(),
                    pulled.files(),
                    pulled.bytes() / 1e6,
                    pulled.received() / 1e6));
            spec.commandLine().getOut().println(pulled.folder());
        }
        return ExitCode.OK;
    }
}
