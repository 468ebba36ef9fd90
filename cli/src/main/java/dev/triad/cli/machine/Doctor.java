// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.torch.machine.CacheFolder;
import dev.triad.torch.machine.Library;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.machine.Measurement;
import dev.triad.torch.machine.Settings;
import dev.triad.torch.machine.SettingsFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Looks the machine over and says what Triad will do with it.
@Command(
        name = "doctor",
        header = "Says what this machine has, what runs best on it, and what is amiss.",
        description = {
            "Shows Java, processor, memory, libtorch, GPUs and the cache folder, and what a run would compute on.",
            "With --measure it times what training consists of and keeps the result in settings.json in the cache"
                    + " folder, from which later runs take their defaults; without, they go by the processor's features."
        },
        footer = {"triad doctor", "triad doctor --measure", "triad doctor --json --dtype f32"})
public final class Doctor implements Callable<Integer> {
    private static final Duration EACH_OPERATION = Duration.ofMillis(300);
    private static final int USUAL_LENGTH = 128;

    @Option(names = "--measure", description = "Times products and attention, and keeps what runs best.")
    boolean measure;

    @Option(names = "--json", description = "Prints the same as JSON.")
    boolean json;

    @Mixin
    ComputeOptions compute;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var machine = Machine.probe();
        var folder = CacheFolder.ofUser();
        var report = new Report(machine, folder);
        try {
            examine(report, machine, folder);
        } catch (LinkageError e) {
            print(report); // what is known without libtorch may explain why it does not load
            throw new IOException("libtorch cannot be loaded on this system: " + e.getMessage(), e);
        }
        print(report);
        return ExitCode.OK;
    }

    private void examine(Report report, Machine machine, CacheFolder folder) throws IOException {
        var library = Library.probe();
        report.library(library);
        Settings settings;
        if (measure) {
            // Not what settings.json says: it is about to be replaced, and may be the very thing that is broken.
            var asked = compute.resolve(USUAL_LENGTH, machine, library, Settings.assume(machine, library));
            Measurement measurement;
            try (var shown = progress.open()) {
                measurement = Measurement.take(asked.device(), asked.threads(), EACH_OPERATION, shown);
            }
            report.measurement(measurement);
            settings = SettingsFile.in(folder).write(measurement, machine, library);
        } else {
            settings = Settings.of(machine, library, folder);
        }
        report.settings(settings, compute.resolve(USUAL_LENGTH, machine, library, settings));
    }

    private void print(Report report) {
        spec.commandLine().getOut().println(json ? report.json() : report.text());
    }
}
