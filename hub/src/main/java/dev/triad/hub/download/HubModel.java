// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One model, as the hub's HTTP interface shows it.
final class HubModel {
    private static final int LARGEST_LISTING = 64 << 20;

    private final HubConnection connection;
    private final HubSettings settings;
    private final ModelName model;
    private final Refusal refusal;
    private final Progress progress;

    HubModel(HubConnection connection, HubSettings settings, ModelName model, Progress progress) {
        this.connection = connection;
        this.settings = settings;
        this.model = model;
        this.refusal = new Refusal(settings, model);
        this.progress = progress;
    }

    /// The commit the model's revision stands for now, and its files.
    ///
    /// @throws PassingFailure if there is no connection to the hub
    Listing listing() throws IOException, InterruptedException {
        var path = "/api/models/" + model.repository() + "/revision/" + RemotePath.encodedPart(model.revision());
        return new Attempts(settings.patience(), progress::message).until(() -> {
            try (var answer = connection.ask("GET", path + "?blobs=true", Map.of())) {
                if (answer.status() != 200) {
                    throw refusal.of(answer, "its list of files");
                }
                return Listing.parse(
                        answer.bytes(LARGEST_LISTING), settings.endpoint().toString());
            }
        });
    }

    /// What is needed to fetch a file and to know it is right: from the list, or where a mirror's list is
    /// short, from the headers of the file itself.
    RemoteFile describe(Listing listing, String path) throws IOException, InterruptedException {
        var entry = listing.entry(path);
        if (entry.size().isPresent() && entry.checksum().isPresent()) {
            return new RemoteFile(
                    path, entry.size().getAsLong(), entry.checksum().get());
        }
        return new Attempts(settings.patience(), progress::message).until(() -> {
            try (var answer = connection.ask("HEAD", address(listing.commit(), path), Map.of())) {
                if (answer.status() >= 400) {
                    throw refusal.of(answer, path);
                }
                return described(path, entry, answer);
            }
        });
    }

    private RemoteFile described(String path, Listing.Entry entry, Answer answer) throws IOException {
        var checksum = entry.checksum()
                .or(() -> firstOf(answer, HubConnection.LINKED_TAG, "ETag").flatMap(Checksum::parse));
        var size = entry.size().isPresent()
                ? entry.size()
                : length(firstOf(answer, HubConnection.LINKED_SIZE, "Content-Length"));
        if (checksum.isEmpty() || size.isEmpty()) {
            throw new IOException(settings.endpoint() + " says no " + (size.isEmpty() ? "size" : "checksum") + " of "
                    + path + ", so nobody could tell whether it arrived whole; use another HF_ENDPOINT.");
        }
        return new RemoteFile(path, size.getAsLong(), checksum.get());
    }

    private static Optional<String> firstOf(Answer answer, String linked, String plain) {
        return answer.hubHeader(linked).or(() -> answer.hubHeader(plain));
    }

    private static OptionalLong length(Optional<String> text) {
        return text.filter(digits -> digits.matches("\\d{1,18}"))
                .map(digits -> OptionalLong.of(Long.parseLong(digits)))
                .orElse(OptionalLong.empty());
    }

    /// Fetches a file into its blob.
    ///
    /// @return how many bytes came over the network
    long download(String commit, RemoteFile file, ModelFolder folder) throws IOException, InterruptedException {
        try (var task = progress.start("downloading " + file.path(), file.size(), "bytes")) {
            var address = address(commit, file.path());
            return new FileDownload(connection, settings.patience(), refusal, folder, address, file, task).run();
        }
    }

    private String address(String commit, String path) {
        return "/" + model.repository() + "/resolve/" + commit + "/" + RemotePath.encoded(path);
    }
}
