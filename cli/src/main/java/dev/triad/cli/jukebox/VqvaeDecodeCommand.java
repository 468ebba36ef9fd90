// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Destination;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.file.Storage;
import dev.triad.jukebox.vqvae.SongCoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox vqvae decode`.
@Command(
        name = "decode",
        header = "Turns codes back into sound.",
        description = "Reads the codes of one song from a safetensors file or a folder of shards and writes what one"
                + " level makes of them as a WAV file. The finest level sounds best.",
        footer = {
            "triad jukebox vqvae decode --model codec --codes song.safetensors --out song.wav",
            "triad jukebox vqvae decode --model codec --codes songs-codes --song a/b.mp3 --level 2 --out top.wav"
        })
public final class VqvaeDecodeCommand implements Callable<Integer> {
    /// Samples of the file that is written.
    enum Samples {
        PCM16,
        PCM24,
        FLOAT32;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--model", paramLabel = "CODEC", required = true, description = "A codec's folder, or its run.")
    Path model = Path.of("");

    @Option(
            names = "--codes",
            paramLabel = "CODES",
            required = true,
            description = "What 'triad jukebox vqvae encode' wrote: a file or a folder.")
    Path codes = Path.of("");

    @Option(names = "--song", paramLabel = "ID", description = "The song to take from a folder.")
    @Nullable
    String song;

    @Option(
            names = "--level",
            paramLabel = "N",
            defaultValue = "0",
            description = "The level to decode, from 0, the finest and the default.")
    int level;

    @Option(names = "--out", paramLabel = "WAV", required = true, description = "The file to write.")
    Path out = Path.of("");

    @Option(
            names = "--samples",
            paramLabel = "FORMAT",
            defaultValue = "pcm16",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. All but float32 clip at ± 1.")
    Samples samples = Samples.PCM16;

    @Option(names = "--force", description = "Replaces the file of that name.")
    boolean force;

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Spec
    CommandSpec spec;

    /// One song's codes of one level.
    ///
    /// @param levels what they mean
    /// @param codec the weights that made them
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(CodeLevels levels, String codec, long frames, int[] codes) {}

    @Override
    public Integer call() throws IOException {
        var location = CodecLocation.of(model);
        Destination.requireFreeFile(out, force);
        var resolved = compute.resolveExact();
        try (var codec = location.load(resolved)) {
            if (level < 0 || level >= codec.config().levels()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--level must be from 0 to " + (codec.config().levels() - 1) + ", not " + level);
            }
            var found = find();
            if (!found.levels().equals(CodecLocation.levels(codec.config()))) {
                throw new IllegalArgumentException(codes + " holds codes of another codec: " + found.levels() + ", not "
                        + CodecLocation.levels(codec.config()));
            }
            if (!found.codec().equals(location.sha256())) {
                spec.commandLine()
                        .getErr()
                        .println(codes + " was made by other weights than those in " + location.folder()
                                + "; it may sound wrong");
            }
            var format = SampleFormat.valueOf(samples.name());
            try (var wav =
                    WavWriter.create(out, format, 1, codec.config().sampleRate(), found.frames(), Storage.DISK)) {
                new SongCoder(codec, resolved).decode(level, found.codes(), found.frames(), wav::append);
                wav.finish();
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "wrote %s: %.2f s, %,d samples clipped%n",
                                out,
                                (double) found.frames() / codec.config().sampleRate(),
                                wav.clipped());
            }
        }
        return ExitCode.OK;
    }

    private Found find() throws IOException {
        if (!Files.isDirectory(codes)) {
            var file = CodeFile.read(codes);
            return new Found(file.levels(), file.codec(), file.frames(), file.codes()[requireLevel(file.levels())]);
        }
        if (song == null) {
            throw new ParameterException(spec.commandLine(), "--codes is a folder; name the song with --song");
        }
        try (var dataset = CodeDataset.open(codes)) {
            var manifest = dataset.manifest();
            for (var part : manifest.parts()) {
                for (var shard : dataset.part(part.name())) {
                    for (int i = 0; i < shard.songs().size(); i++) {
                        var its = shard.songs().get(i).song();
                        if (its.id().equals(song)) {
                            int[] read = shard.codes(i, requireLevel(manifest.levels()));
                            return new Found(manifest.levels(), manifest.codec(), its.frames(), read);
                        }
                    }
                }
            }
        }
        throw new IllegalArgumentException(codes + " has no song '" + song + "'");
    }

    private int requireLevel(CodeLevels levels) {
        if (level < levels.count()) return level;
        throw new IllegalArgumentException(codes + " has levels 0 to " + (levels.count() - 1) + ", no level " + level);
    }
}
