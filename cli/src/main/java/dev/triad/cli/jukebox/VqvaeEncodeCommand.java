// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Destination;
import dev.triad.core.data.codes.CodeDatasetWriter;
import dev.triad.core.data.codes.CodeFile;
import dev.triad.core.data.codes.CodedSong;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox vqvae encode`.
@Command(
        name = "encode",
        header = "Turns songs into codes.",
        description = {
            "A whole data set becomes a folder of code shards, written once and mapped into memory by whoever trains on"
                    + " them, with each song's labels and lyrics. A single song becomes one safetensors file with the"
                    + " tensors codes.0, codes.1, … from the finest level."
        },
        footer = {
            "triad jukebox vqvae encode --model codec --data songs-8k --out songs-codes",
            "triad jukebox vqvae encode --model codec --data songs-8k --song a/b.mp3 --out song.safetensors",
            "triad jukebox vqvae encode --model codec --input song.mp3 --out song.safetensors"
        })
public final class VqvaeEncodeCommand implements Callable<Integer> {
    /// What is written.
    enum Format {
        SHARDS,
        SAFETENSORS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is read.
    static final class Input {
        @Option(names = "--data", paramLabel = "SONGS", description = "A folder made by 'triad jukebox dataset'.")
        @Nullable
        Path data;

        @Option(names = "--input", paramLabel = "FILE", description = "A song of any format and rate.")
        @Nullable
        Path file;
    }

    @Option(names = "--model", paramLabel = "CODEC", required = true, description = "A codec's folder, or its run.")
    Path model = Path.of("");

    @ArgGroup(multiplicity = "1")
    Input input = new Input();

    @Option(names = "--song", paramLabel = "ID", description = "Only this song of the data set.")
    @Nullable
    String song;

    @Option(
            names = "--out",
            paramLabel = "CODES",
            required = true,
            description = "The folder of shards, or the file, to write.")
    Path out = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; by default shards for a data set, safetensors for one song.")
    @Nullable
    Format format;

    @Option(
            names = "--shard-mb",
            paramLabel = "N",
            defaultValue = "256",
            description = "Where one shard ends and the next begins; default ${DEFAULT-VALUE}.")
    int shardMegabytes = 256;

    @Option(names = "--force", description = "Replaces the file of that name.")
    boolean force;

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean one = input.file != null || song != null;
        var wanted = format != null ? format : one ? Format.SAFETENSORS : Format.SHARDS;
        if (wanted == Format.SAFETENSORS && !one) {
            throw new ParameterException(
                    spec.commandLine(), "--format safetensors holds one song; name it with --song or --input");
        }
        if (wanted == Format.SHARDS && one) {
            throw new ParameterException(spec.commandLine(), "--format shards takes a whole --data");
        }
        if (shardMegabytes < 1) throw new ParameterException(spec.commandLine(), "--shard-mb must be at least 1");
        var location = CodecLocation.of(model);
        if (one) {
            Destination.requireFreeFile(out, force);
        } else {
            Destination.requireFreeFolder(out, false, location.folder());
        }
        var resolved = compute.resolveExact();
        try (var codec = location.load(resolved)) {
            var coder = new SongCoder(codec, resolved);
            if (input.file != null) {
                encodeFile(codec, coder, location, input.file);
            } else if (input.data != null) {
                try (var dataset = AudioDataset.open(input.data)) {
                    if (song != null) {
                        encodeSong(codec, coder, location, dataset, song);
                    } else {
                        encodeAll(codec, coder, location, dataset);
                    }
                }
            }
        }
        return ExitCode.OK;
    }

    private void encodeFile(VqVae codec, SongCoder coder, CodecLocation location, Path file) throws IOException {
        var decoded = DecodedSong.read(file, codec.config().sampleRate());
        long frames = decoded.samples().length;
        write(codec, location, file.getFileName().toString(), frames, coder.encode(decoded, frames));
    }

    private void encodeSong(VqVae codec, SongCoder coder, CodecLocation location, AudioDataset dataset, String wanted)
            throws IOException {
        for (String part : dataset.parts()) {
            var songs = dataset.part(part);
            for (int i = 0; i < songs.songs().size(); i++) {
                var its = songs.songs().get(i);
                if (!its.id().equals(wanted)) continue;
                CodecInput.requireRate(songs, codec.config());
                write(codec, location, its.id(), its.frames(), coder.encode(CodecInput.mono(songs, i), its.frames()));
                return;
            }
        }
        throw new IllegalArgumentException(dataset.directory() + " has no song '" + wanted + "'");
    }

    private void write(VqVae codec, CodecLocation location, String name, long frames, int[][] codes)
            throws IOException {
        new CodeFile(CodecLocation.levels(codec.config()), location.sha256(), name, frames, codes).write(out);
        spec.commandLine().getOut().printf(Locale.ROOT, "wrote %s: %,d samples%n", out, frames);
    }

    private void encodeAll(VqVae codec, SongCoder coder, CodecLocation location, AudioDataset dataset)
            throws IOException {
        long frames = 0;
        for (String part : dataset.parts()) frames += dataset.part(part).frames();
        double rate = codec.config().sampleRate();
        long encoded = 0;
        try (var stop = StopSignal.onInterrupt();
                var shown = progress.open();
                var task = shown.start("encoding", frames, "samples");
                var writer = CodeDatasetWriter.create(
                        out, CodecLocation.levels(codec.config()), location.sha256(), shardMegabytes * 1_000_000L)) {
            for (String part : dataset.parts()) {
                var songs = dataset.part(part);
                CodecInput.requireRate(songs, codec.config());
                for (int i = 0; i < songs.songs().size(); i++) {
                    if (stop.requested()) throw new CancellationException("stopped before all songs were encoded");
                    var its = songs.songs().get(i);
                    int[][] codes = coder.encode(CodecInput.mono(songs, i), its.frames());
                    writer.append(part, new CodedSong(its, songs.lyrics(i).orElse(null)), codes);
                    task.advance(its.frames());
                    encoded++;
                }
            }
            writer.finish();
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "wrote %s: %,d songs, %,.0f s%n", out, encoded, frames / rate);
    }
}
