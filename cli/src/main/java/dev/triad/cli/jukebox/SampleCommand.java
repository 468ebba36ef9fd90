// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.sample.Composition;
import dev.triad.jukebox.sample.Piece;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad jukebox sample`.
@Command(
        name = "sample",
        header = "Makes music.",
        description = {
            "The prior of the top level makes codes, those of the levels below make finer ones of them, and the codec"
                    + " turns the finest into sound. The piece's folder gets a WAV file for each sample and level,"
                    + " the codes, pictures, and index.html to listen to it all.",
            "Without a beginning the music is new. --prime begins with a recording, --continue with an earlier piece"
                    + " or a file of codes; --upsample keeps the top level of one and makes the levels below.",
            "Ctrl-C keeps what there is, a crash costs half a minute at most; --resume goes on.",
            "To compose together with the model, make it --extend a piece by a few seconds in several --candidates,"
                    + " listen, --choose one and extend it again; --upsample ends it."
        },
        footer = {
            "triad jukebox sample --models models --artist bach --genre fugue --lyrics \"Sing, choirs\" --length 20"
                    + " --samples 3 --out piece",
            "triad jukebox sample --models models --prime song.mp3 --prompt-seconds 5 --length 20 --out piece",
            "triad jukebox sample --resume --out piece",
            "triad jukebox sample --models models --extend 4 --candidates 3 --out together",
            "triad jukebox sample --out together --choose 2 --extend 4 --candidates 3",
            "triad jukebox sample --out together --choose 1 --upsample"
        })
public final class SampleCommand implements Callable<Integer> {
    /// How often a piece is written while it grows.
    private static final Duration AUTOSAVE = Duration.ofSeconds(30);

    @Option(
            names = "--out",
            paramLabel = "PIECE",
            required = true,
            description = "The piece's folder: a new one, or one to go on with.")
    Path out = Path.of("");

    @ArgGroup(validate = false, heading = "%nWhat to make:%n")
    SampleOptions options = new SampleOptions();

    @ArgGroup(validate = false, heading = "%nHow it begins and goes on:%n")
    SampleSteps steps = new SampleSteps();

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        steps.requireSense(spec.commandLine());
        var folder = new PieceFolder(out);
        var resolved = compute.resolveExact();
        Torch.setThreads(resolved.threads());
        var task = new SampleTask(folder, options, steps, resolved, this::tell).prepare();
        var composition = task.composition(Machine.probe().usableMemory());
        task.settle();
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            long wanted = composition.codes(task.piece());
            long begun = System.nanoTime();
            var piece = composition.complete(task.piece(), new Autosave(folder, resolved), shown, stop);
            folder.write(piece);
            long made = wanted - composition.codes(piece);
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (!composition.isComplete(piece)) {
                tell("stopped with " + made
                        + " codes more than before; go on with: triad jukebox sample --resume --out " + out);
                return ExitCode.INTERRUPTED;
            }
            report(task, piece, resolved, made, seconds);
        }
        return ExitCode.OK;
    }

    private void tell(String line) {
        spec.commandLine().getErr().println(line);
    }

    private void report(SampleTask.Prepared task, Piece piece, Compute resolved, long made, double seconds)
            throws IOException {
        try (var codec = task.models().codec().load(resolved)) {
            var heard = task.folder()
                    .render(
                            piece,
                            new SongCoder(codec, resolved),
                            PieceFolder.describe(task.settings(), piece, task.models()),
                            task.texts());
            var lines = spec.commandLine().getOut();
            lines.printf(
                    Locale.ROOT,
                    "wrote %s: %d %s of %.2f s from level %d; %,d codes in %.1f s, %,.1f a second%n",
                    out.resolve(PieceFolder.PAGE),
                    piece.samples(),
                    piece.samples() == 1 ? "sample" : "samples",
                    (double) piece.frames() / piece.levels().sampleRate(),
                    heard.getFirst(),
                    made,
                    seconds,
                    made / Math.max(seconds, 1e-9));
            String next = task.next(heard.getFirst());
            if (!next.isEmpty()) lines.println(next);
        }
    }

    /// Writes the piece every now and then, and pictures of the words when the top level is there.
    private static final class Autosave implements Composition.Keeper {
        private final PieceFolder folder;
        private final Compute compute;
        private long written = System.nanoTime();

        Autosave(PieceFolder folder, Compute compute) {
            this.folder = folder;
            this.compute = compute;
        }

        @Override
        public void reached(Supplier<Piece> piece) throws IOException {
            if (System.nanoTime() - written < AUTOSAVE.toNanos()) return;
            folder.write(piece.get());
            written = System.nanoTime();
        }

        @Override
        public void completed(Composition.Part part, Prior prior, Piece piece) throws IOException {
            folder.write(piece);
            written = System.nanoTime();
            if (part.config().level() == piece.levels().count() - 1) {
                folder.drawAlignments(part, prior, piece, compute);
            }
        }
    }
}
