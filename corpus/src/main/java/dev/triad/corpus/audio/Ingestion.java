// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes a data set of a folder of songs: decodes every song once, in parallel, and writes shards, the list of
/// songs and, last, the manifest.
///
/// Killed at any moment, it goes on with the shards that are missing when it is run again with the same songs and
/// options. Memory is a few buffers for each thread, however many and however long the songs are; of every song,
/// its labels.
public final class Ingestion {
    private static final String SKIPPED_FILE = "skipped.csv";
    private static final Pattern OURS = Pattern.compile("songs-\\d{5,}\\.shard|manifest\\.json|songs\\.jsonl"
            + "|lyrics\\.jsonl|skipped\\.csv|.+" + Pattern.quote(AtomicFile.PARTIAL));

    /// Files left out are named one by one up to here; all of them are in the folder's list.
    private static final int NAMED = 20;

    private final Path folder;
    private final LabelTable labels;
    private final IngestOptions options;
    private final int threads;
    private final Storage storage;

    /// @param folder what the songs are in
    /// @param labels what is known about them beside their tags
    /// @param threads how many songs are decoded at a time
    public Ingestion(Path folder, LabelTable labels, IngestOptions options, int threads) {
        this(folder, labels, options, threads, Storage.DISK);
    }

    Ingestion(Path folder, LabelTable labels, IngestOptions options, int threads, Storage storage) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
        this.folder = folder;
        this.labels = labels;
        this.options = options;
        this.threads = threads;
        this.storage = storage;
    }

    /// What would be decoded: all files below the folder whose names promise sound.
    public List<SongFile> files() throws IOException {
        return SongFile.find(folder);
    }

    /// Makes the data set in `out`.
    ///
    /// @param restart whether to throw away what is there
    /// @throws IOException if `out` holds anything else, a data set of other songs or options, or cannot be written
    /// @throws InterruptedException if this thread is interrupted; what was finished stays for the next run
    public IngestReport run(Path out, boolean restart, Progress progress) throws IOException, InterruptedException {
        long began = System.nanoTime();
        var files = files();
        warnAboutLabels(files, progress);
        var works = ShardWork.divide(files);
        prepare(out, restart);
        var before = manifest(out);
        var missing = new ArrayList<ShardWork>();
        for (var work : works) {
            if (!isThere(out, work)) {
                missing.add(work);
            }
        }
        if (missing.size() < works.size() && !missing.isEmpty()) {
            progress.message(
                    "going on with %,d of %,d shards, the others are there".formatted(missing.size(), works.size()));
        }
        var made = decode(out, missing, progress);
        removeOthers(out, works);
        var shards = new ArrayList<AudioShard>();
        try {
            for (var work : works) {
                shards.add(AudioShard.open(out.resolve(work.name())));
            }
            var skipped =
                    shards.stream().flatMap(shard -> shard.skipped().stream()).toList();
            AtomicFile.write(out.resolve(SKIPPED_FILE), csv(skipped), storage);
            if (skipped.size() == files.size()) {
                throw new IOException("%s: none of its %,d files can be used; the first one, %s"
                        .formatted(folder, files.size(), skipped.getFirst()));
            }
            Files.deleteIfExists(out.resolve(AudioManifest.FILE));
            var labelling = new Labelling(files, folder, labels, options, progress);
            var lists = labelling.write(out, shards, storage);
            var manifest = new AudioManifest(
                    options,
                    options.store() == Store.SONGS
                            ? folder.toAbsolutePath().normalize().toString()
                            : "",
                    labelling.parts(),
                    entries(shards, made, before),
                    lists.songs(),
                    lists.lyrics());
            AtomicFile.write(out.resolve(AudioManifest.FILE), manifest.render(), storage);
            long decoded = made.values().stream()
                    .mapToLong(AudioManifest.Shard::frames)
                    .sum();
            return new IngestReport(
                    outcome(before, manifest, missing.size() == works.size()),
                    manifest,
                    skipped,
                    labelling.labelled(),
                    (double) decoded / options.rate(),
                    Duration.ofNanos(System.nanoTime() - began));
        } finally {
            shards.forEach(AudioShard::close);
        }
    }

    private static IngestReport.Outcome outcome(
            Optional<AudioManifest> before, AudioManifest manifest, boolean everything) {
        if (everything) {
            return IngestReport.Outcome.PREPARED;
        }
        return before.filter(manifest::equals).isPresent()
                ? IngestReport.Outcome.ALREADY_THERE
                : IngestReport.Outcome.RESUMED;
    }

    private void warnAboutLabels(List<SongFile> files, Progress progress) {
        long known =
                files.stream().filter(file -> labels.of(file.id()).line() > 0).count();
        if (known < labels.size()) {
            progress.message("%,d of the %,d songs in the table of labels are not in %s"
                    .formatted(labels.size() - known, labels.size(), folder));
        }
    }

    private static void prepare(Path out, boolean restart) throws IOException {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IOException(out + ": is a file; give a folder for the data set");
        }
        Files.createDirectories(out);
        try (var entries = Files.newDirectoryStream(out)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!OURS.matcher(name).matches()) {
                    throw new IOException("%s: holds %s, which is no part of a data set; give a folder of its own"
                            .formatted(out, name));
                }
                if (restart || name.endsWith(AtomicFile.PARTIAL)) {
                    Files.delete(entry);
                }
            }
        }
    }

    private boolean isThere(Path out, ShardWork work) throws IOException {
        Path file = out.resolve(work.name());
        if (!Files.exists(file)) {
            return false;
        }
        try (var shard = AudioShard.open(file)) {
            if (shard.request() != work.request(options)) {
                throw new IOException(
                        "%s: was made from other songs or with other options; give another folder, or --restart to"
                                        .formatted(file)
                                + " replace what is there");
            }
            return true;
        }
    }

    private Map<String, AudioManifest.Shard> decode(Path out, List<ShardWork> works, Progress progress)
            throws IOException, InterruptedException {
        var made = new ConcurrentHashMap<String, AudioManifest.Shard>();
        if (works.isEmpty()) {
            return made;
        }
        Files.deleteIfExists(out.resolve(AudioManifest.FILE));
        long bytes = works.stream().mapToLong(ShardWork::bytes).sum();
        var named = new AtomicInteger();
        Consumer<SkippedSong> skipped = song -> {
            int count = named.incrementAndGet();
            if (count <= NAMED) {
                progress.message("left out " + song);
            } else if (count == NAMED + 1) {
                progress.message("more files are left out; see %s in the end".formatted(out.resolve(SKIPPED_FILE)));
            }
        };
        var next = new AtomicInteger();
        try (var task = progress.start("decoding songs", bytes, "bytes")) {
            inParallel(Math.min(threads, works.size()), () -> {
                for (int i; (i = next.getAndIncrement()) < works.size(); ) {
                    made.put(works.get(i).name(), works.get(i).run(out, options, storage, task, skipped));
                }
                return null;
            });
        }
        return made;
    }

    /// Runs the same work in several threads; the first failure ends it in all of them.
    private static void inParallel(int threads, Callable<@Nullable Void> work)
            throws IOException, InterruptedException {
        var pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("decoder-", 0).factory());
        try {
            var done = new ExecutorCompletionService<@Nullable Void>(pool);
            for (int i = 0; i < threads; i++) {
                done.submit(work);
            }
            for (int i = 0; i < threads; i++) {
                done.take().get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /// Shards of an earlier data set that has more of them.
    private static void removeOthers(Path out, List<ShardWork> works) throws IOException {
        var names = works.stream().map(ShardWork::name).collect(Collectors.toSet());
        try (var entries = Files.newDirectoryStream(out, "*.shard")) {
            for (Path entry : entries) {
                if (!names.contains(entry.getFileName().toString())) {
                    Files.delete(entry);
                }
            }
        }
    }

    /// What the manifest says of each shard; only of those that an interrupted run left must the hash be computed.
    private static List<AudioManifest.Shard> entries(
            List<AudioShard> shards, Map<String, AudioManifest.Shard> made, Optional<AudioManifest> before)
            throws IOException {
        var known = new HashMap<String, AudioManifest.Shard>();
        before.ifPresent(manifest -> manifest.shards().forEach(shard -> known.put(shard.file(), shard)));
        known.putAll(made);
        var entries = new ArrayList<AudioManifest.Shard>();
        for (var shard : shards) {
            String name = shard.file().getFileName().toString();
            var entry = known.get(name);
            if (entry == null || entry.bytes() != Files.size(shard.file())) {
                entry = new AudioManifest.Shard(
                        name,
                        Files.size(shard.file()),
                        Sha256.of(shard.file()),
                        shard.songs().size(),
                        shard.songs().stream().mapToLong(IngestedSong::frames).sum());
            }
            entries.add(entry);
        }
        return entries;
    }

    /// The manifest of an earlier run, if it left one that can be read.
    private static Optional<AudioManifest> manifest(Path out) {
        try {
            return Optional.of(AudioManifest.read(out));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] csv(List<SkippedSong> songs) {
        var text = new StringBuilder("file,reason\n");
        for (var song : songs) {
            text.append(quoted(song.id()))
                    .append(',')
                    .append(quoted(song.reason()))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }
}
