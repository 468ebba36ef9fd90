// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.audio;

import dev.triad.bench.Quiet;
import dev.triad.core.audio.AudioSource;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.corpus.audio.IngestOptions;
import dev.triad.corpus.audio.Ingestion;
import dev.triad.corpus.audio.LabelTable;
import dev.triad.corpus.audio.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Decodes a folder of songs into a data set, with and without shards, and then reads examples from random places
/// as a training loop does. Decoding is told in times real time: seconds of sound per second.
@Command(name = "ingestion", mixinStandardHelpOptions = true, description = "Songs to training examples.")
public final class IngestionBench implements Callable<Integer> {
    @Option(names = "--input", required = true, description = "A folder of songs.")
    private Path input;

    @Option(names = "--rate", defaultValue = "44100", description = "Frames per second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "3", description = "Timed runs (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--example", defaultValue = "65536", description = "Frames read at once.")
    private int example;

    @Option(names = "--reads", defaultValue = "200", description = "Examples read (default: ${DEFAULT-VALUE}).")
    private int reads;

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new IngestionBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Quiet.require(noisy);
        out.printf("%s at %d Hz in stereo, %d threads, load %.2f%n", input, rate, threads, Quiet.load());
        for (var store : Store.values()) {
            measure(store);
        }
        return 0;
    }

    private void measure(Store store) throws IOException, InterruptedException {
        var options = new IngestOptions(rate, 2, store, 0.1, 7_200, 1, 0.1, 42);
        Path folder = Files.createTempDirectory("ingestion");
        try {
            var speeds = new double[repeats + 1];
            for (int i = 0; i <= repeats; i++) { // the first run warms up
                var report = new Ingestion(input, LabelTable.EMPTY, options, threads).run(folder, true, Progress.NONE);
                speeds[i] = report.decoded() / (report.time().toNanos() / 1e9);
            }
            var timed = Arrays.copyOfRange(speeds, 1, speeds.length);
            Arrays.sort(timed);
            out.printf(
                    "%-8s decoded at %,.0f times real time (%,.0f to %,.0f)%n",
                    store, timed[repeats / 2], timed[0], timed[repeats - 1]);
            try (var dataset = AudioDataset.open(folder)) {
                read(store, dataset.part(AudioManifest.TRAIN));
            }
        } finally {
            AtomicFolder.delete(folder);
        }
    }

    private void read(Store store, AudioSource source) throws IOException {
        var random = RandomKey.of(1).named("reads").at(0, 0, 0);
        float[] left = new float[example];
        float[] right = new float[example];
        long begin = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            int song = random.nextInt(source.songs().size());
            source.read(song, random.nextLong(source.songs().get(song).frames()), left, right);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(
                "%-8s an example of %.2f s read in %.2f ms by one thread, %,.0f times real time;"
                        + " %,d MB of Java heap in use%n",
                store,
                (double) example / rate,
                1e3 * seconds / reads,
                (double) example / rate * reads / seconds,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }
}
