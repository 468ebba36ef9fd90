// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Brings a model from the hub into the cache:
///
/// ```java
/// var settings = HubSettings.fromEnvironment(System.getenv(), home);
/// var name = ModelName.parse("google/electra-small-discriminator");
/// var model = new ModelPull(settings, progress).run(name, FileChoice.USUAL);
/// Files.readString(model.folder().resolve("config.json"));
/// ```
///
/// It may be stopped at any moment and run again: what has arrived is gone on with, what is whole is not
/// fetched again, and a snapshot shows only whole files. A branch's name points to a commit once everything
/// chosen of it is there.
public final class ModelPull {
    private static final int NAMED = 6;

    private final HubSettings settings;
    private final Progress progress;

    /// @param settings which hub, which cache
    /// @param progress shows a task for every file that is fetched
    public ModelPull(HubSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// Fetches what is missing. Offline, or where the hub cannot be reached, the cache answers if it holds the
    /// model.
    ///
    /// @throws IOException if the model cannot be had, in one sentence that says why
    public PulledModel run(ModelName model, FileChoice choice) throws IOException, InterruptedException {
        var folder = new ModelFolder(settings.cache(), model);
        var cached = new CachedModel(folder, model, choice);
        if (settings.offline()) {
            return cached.find().orElseThrow(() -> cached.absent("HF_HUB_OFFLINE is set"));
        }
        try (var connection = new HubConnection(settings)) {
            return pull(new HubModel(connection, settings, model, progress), folder, model, choice);
        } catch (PassingFailure unreachable) {
            var found = cached.find().orElseThrow(() -> cached.absent(unreachable.reason()));
            progress.message(unreachable.reason() + "; the cache answers, and may be older than the hub.");
            return found;
        } catch (ClosedByInterruptException e) {
            throw (InterruptedException) new InterruptedException("interrupted while using a file").initCause(e);
        }
    }

    private PulledModel pull(HubModel hub, ModelFolder folder, ModelName model, FileChoice choice)
            throws IOException, InterruptedException {
        var listing = hub.listing();
        var chosen = chosen(model, listing, choice);
        folder.prepare();
        var files = new ArrayList<RemoteFile>();
        long received = 0;
        for (var path : chosen) {
            var file = hub.describe(listing, path);
            files.add(file);
            if (choice.bringsShards(path)) {
                received += bring(hub, folder, listing.commit(), file);
                files.addAll(shards(hub, folder, listing, file, choice));
            }
        }
        requireSpace(folder, listing.commit(), files);
        for (var file : files) {
            received += bring(hub, folder, listing.commit(), file);
        }
        folder.remember(listing.commit());
        long bytes = files.stream().mapToLong(RemoteFile::size).sum();
        return new PulledModel(folder.snapshot(listing.commit()), listing.commit(), files.size(), bytes, received);
    }

    private static List<String> chosen(ModelName model, Listing listing, FileChoice choice) throws IOException {
        var chosen = choice.of(listing.paths());
        if (chosen.isEmpty() || (choice.include().isEmpty() && !FileChoice.hasWeights(listing.paths()))) {
            var held = listing.paths().stream()
                    .limit(NAMED)
                    .map(RemotePath::printable)
                    .collect(Collectors.joining(", "));
            var what = choice.include().isEmpty()
                    ? "neither model.safetensors nor pytorch_model.bin"
                    : "no file that --include and --exclude leave";
            throw new IOException(model + " has " + what + "; it has "
                    + (held.isEmpty() ? "no files" : held + (listing.paths().size() > NAMED ? ", …" : ""))
                    + ", of which --include takes what you name.");
        }
        return chosen;
    }

    private static List<RemoteFile> shards(
            HubModel hub, ModelFolder folder, Listing listing, RemoteFile index, FileChoice choice)
            throws IOException, InterruptedException {
        var shards = new ArrayList<RemoteFile>();
        for (var path : WeightIndex.shards(folder.snapshot(listing.commit()).resolve(index.path()))) {
            if (!listing.paths().contains(path)) {
                throw new IOException(index.path() + " names " + RemotePath.printable(path)
                        + ", which the repository does not have.");
            }
            if (choice.isAllowed(path)) {
                shards.add(hub.describe(listing, path));
            }
        }
        return shards;
    }

    /// @return how many bytes came over the network
    private long bring(HubModel hub, ModelFolder folder, String commit, RemoteFile file)
            throws IOException, InterruptedException {
        if (folder.shows(commit, file)) {
            return 0;
        }
        try (var _ = folder.lock(
                file.checksum(), () -> progress.message("waiting for another download of " + file.path()))) {
            long received = 0;
            if (!folder.shows(commit, file)) {
                received = folder.hasBlob(file) ? 0 : hub.download(commit, file, folder);
                folder.show(commit, file);
            }
            return received;
        }
    }

    /// A disk that cannot hold the model is better named before an hour of downloading than after.
    private static void requireSpace(ModelFolder folder, String commit, List<RemoteFile> files) throws IOException {
        double needed = 0; // sizes are the server's word: their sum may leave the range of a long
        for (var file : files) {
            if (!folder.shows(commit, file) && !folder.hasBlob(file)) {
                var incomplete = folder.incomplete(file.checksum());
                needed += file.size() - (double) (Files.exists(incomplete) ? Files.size(incomplete) : 0);
            }
        }
        long free = Files.getFileStore(folder.path()).getUsableSpace();
        if (needed > free) {
            throw new IOException("the model needs " + RemoteFile.megabytes((long) needed) + " more in " + folder.path()
                    + " and " + RemoteFile.megabytes(free) + " are free; make room or set HF_HOME to another disk.");
        }
    }
}
