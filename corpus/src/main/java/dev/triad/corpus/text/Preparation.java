// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.ManifestJson;
import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.data.TokenizerFiles;
import dev.triad.core.data.TokenizerSettings;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.core.text.Tokenizer;
import dev.triad.corpus.text.segment.SegmentLayout;
import dev.triad.corpus.text.source.Corpus;
import dev.triad.corpus.text.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes a folder of token shards from text files and a vocabulary.
///
/// The work can be killed at any moment. What was closed until then is recorded in a journal; run again with the same
/// options it goes on behind it, and the result is the one it would have been, byte for byte. The manifest comes last,
/// and only with it the folder is a data set.
public final class Preparation {
    private final List<SourceFile> files;
    private final TokenizerSettings settings;
    private final List<Path> vocabularyFiles;
    private final PrepareOptions options;
    private final int threads;
    private final Storage storage;

    /// @param files what to read, in this order
    /// @param settings what kind of tokenizer
    /// @param vocabularyFiles the tokenizer's files, in the order of [TokenizerSettings#fileNames]
    /// @param threads how many encode; reading and writing takes a little of one more
    public Preparation(
            List<SourceFile> files,
            TokenizerSettings settings,
            List<Path> vocabularyFiles,
            PrepareOptions options,
            int threads) {
        this(files, settings, vocabularyFiles, options, threads, Storage.DISK);
    }

    Preparation(
            List<SourceFile> files,
            TokenizerSettings settings,
            List<Path> vocabularyFiles,
            PrepareOptions options,
            int threads,
            Storage storage) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least 1 thread must encode, not " + threads);
        }
        this.files = List.copyOf(files);
        this.settings = settings;
        this.vocabularyFiles = List.copyOf(vocabularyFiles);
        this.options = options;
        this.threads = threads;
        this.storage = storage;
    }

    /// Prepares `directory`, or goes on with it.
    ///
    /// @param restart throw away what another preparation left there
    /// @throws IOException with file and place, whatever goes wrong; what was closed until then stays
    public PrepareReport run(Path directory, boolean restart, Progress progress) throws IOException {
        var tokenizer = loadTokenizer();
        var request = new Request(files, describe(tokenizer), options);
        try (var folder = OutputFolder.take(directory, vocabularyFiles)) {
            if (restart) {
                folder.removeAllBut(Set.of());
            }
            if (folder.isFinished()) {
                return finishedBefore(folder, request);
            }
            var unfinished = Journal.open(directory, storage);
            if (unfinished.isPresent()) {
                request.check(directory, unfinished.get());
                removeUnrecorded(folder, unfinished.get());
                return encode(folder, unfinished.get(), tokenizer, request, PrepareReport.Outcome.RESUMED, progress);
            }
            folder.requireEmpty();
            var journal = Journal.create(directory, request.describe(), storage);
            return encode(folder, journal, tokenizer, request, PrepareReport.Outcome.PREPARED, progress);
        }
    }

    private static PrepareReport finishedBefore(OutputFolder folder, Request request) throws IOException {
        try (var finished = TokenDataset.open(folder.path())) {
            var manifest = finished.manifest();
            request.check(folder.path(), manifest);
            folder.removeAllBut(namesOf(manifest));
            return new PrepareReport(manifest, PrepareReport.Outcome.ALREADY_THERE, 0, 0, Duration.ZERO);
        }
    }

    private Tokenizer loadTokenizer() throws IOException {
        var tokenizer = settings.load(vocabularyFiles);
        try {
            SegmentLayout.of(tokenizer, options.sequenceLength());
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(vocabularyFiles.getFirst(), e.getMessage()), e);
        }
        return tokenizer;
    }

    private TokenizerFiles describe(Tokenizer tokenizer) throws IOException {
        var copies = new ArrayList<TokenizerFiles.Copy>();
        for (int i = 0; i < vocabularyFiles.size(); i++) {
            Path file = vocabularyFiles.get(i);
            copies.add(new TokenizerFiles.Copy(settings.fileNames().get(i), Files.size(file), Sha256.of(file)));
        }
        return new TokenizerFiles(
                settings.model(), settings.options(), tokenizer.vocabulary().size(), copies);
    }

    private PrepareReport encode(
            OutputFolder folder,
            Journal journal,
            Tokenizer tokenizer,
            Request request,
            PrepareReport.Outcome outcome,
            Progress progress)
            throws IOException {
        copyVocabulary(folder);
        var generations = journal.generations();
        var start =
                generations.isEmpty() ? Position.START : generations.getLast().end();
        long total = bytesBefore(files.size());
        int size = tokenizer.vocabulary().size();
        try (var output = new ShardOutput(folder, journal, files, options, size, storage);
                var meter = new Meter(progress.start("preparing " + folder.path(), total, "bytes"), output);
                var pipeline = new EncodingPipeline(options, tokenizer, threads, meter)) {
            meter.begin(bytesBefore(start.file()));
            var cutter = new ChunkCutter(files, start, pipeline.emptyChunk(), pipeline);
            long repaired = read(start, cutter, pipeline);
            output.finish();
            var manifest = request.manifest(output.parts());
            refuseEmpty(folder, manifest);
            AtomicFile.write(folder.path().resolve(TokenManifest.FILE), ManifestJson.render(manifest), storage);
            journal.delete();
            return new PrepareReport(manifest, outcome, meter.textBytes(), repaired, meter.time());
        }
    }

    private long read(Position start, ChunkCutter cutter, EncodingPipeline pipeline) throws IOException {
        long repaired;
        try {
            repaired =
                    new Corpus(files, options.reading()).read(start.file(), start.offset(), start.insideLine(), cutter);
        } catch (IOException e) {
            pipeline.finishAfter(e); // what was read before the bad place counts
            throw e;
        }
        cutter.finish();
        pipeline.finish();
        return repaired;
    }

    private void copyVocabulary(OutputFolder folder) throws IOException {
        for (int i = 0; i < vocabularyFiles.size(); i++) {
            Path target = folder.path().resolve(settings.fileNames().get(i));
            if (!Files.exists(target)) {
                AtomicFile.write(target, Files.readAllBytes(vocabularyFiles.get(i)), storage);
            }
        }
    }

    private static void refuseEmpty(OutputFolder folder, TokenManifest manifest) throws IOException {
        if (manifest.parts().getFirst().examples() == 0) {
            folder.removeAllBut(Set.of());
            throw new IOException("there is no text to learn from in the input, %d files of %d bytes"
                    .formatted(
                            manifest.sources().size(),
                            manifest.sources().stream()
                                    .mapToLong(TokenManifest.Source::bytes)
                                    .sum()));
        }
    }

    private static void removeUnrecorded(OutputFolder folder, Journal journal) throws IOException {
        var recorded = new HashSet<String>();
        recorded.add(Journal.FILE);
        for (var generation : journal.generations()) {
            for (var shard : generation.shards()) {
                Path file = folder.path().resolve(shard.shard().file());
                if (!Files.isRegularFile(file)
                        || Files.size(file) != shard.shard().bytes()) {
                    throw new IOException(file + ": is missing or damaged; begin anew with --restart");
                }
                recorded.add(shard.shard().file());
            }
        }
        folder.removeAllBut(recorded);
    }

    private static Set<String> namesOf(TokenManifest manifest) {
        var names = new HashSet<String>();
        names.add(TokenManifest.FILE);
        manifest.tokenizer().files().forEach(copy -> names.add(copy.file()));
        manifest.parts().forEach(part -> part.shards().forEach(shard -> names.add(shard.file())));
        return names;
    }

    private long bytesBefore(int file) {
        return files.subList(0, Math.min(file, files.size())).stream()
                .mapToLong(SourceFile::bytes)
                .sum();
    }
}
