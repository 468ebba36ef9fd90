// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings one file's bytes into its `.incomplete` file, going on where an earlier attempt, run or program
/// stopped, and keeps them if the checksum fits.
///
/// Within a run `If-Range` ties a resumed answer to the entity tag of the one before. Across runs the storage's
/// tag is unknown and the checksum decides: if the joined file does not fit, it is fetched once more from its
/// beginning.
final class FileDownload {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private final HubConnection connection;
    private final Refusal refusal;
    private final ModelFolder folder;
    private final String address;
    private final RemoteFile file;
    private final Path incomplete;
    private final Progress.Task task;
    private final Attempts attempts;

    private long have;
    private long shown;
    private long received;
    private @Nullable String tag;

    /// @param address below the endpoint, encoded
    FileDownload(
            HubConnection connection,
            Patience patience,
            Refusal refusal,
            ModelFolder folder,
            String address,
            RemoteFile file,
            Progress.Task task) {
        this.connection = connection;
        this.refusal = refusal;
        this.folder = folder;
        this.address = address;
        this.file = file;
        this.incomplete = folder.incomplete(file.checksum());
        this.task = task;
        this.attempts = new Attempts(patience, task::note);
    }

    /// Fetches, checks and keeps the file.
    ///
    /// @return how many bytes came over the network
    /// @throws IOException if the file cannot be had or is not what the hub announced; a wrong one is deleted
    long run() throws IOException, InterruptedException {
        have = Files.exists(incomplete) ? Files.size(incomplete) : 0;
        boolean continued = have > 0;
        fetch();
        var found = file.checksum().of(incomplete);
        if (continued && !found.equals(file.checksum())) {
            task.note("what was there before does not fit; starting over");
            startOver();
            fetch();
            found = file.checksum().of(incomplete);
        }
        if (!found.equals(file.checksum())) {
            Files.delete(incomplete);
            throw new IOException(file.path() + " arrived damaged: it has the " + found + " and the hub announces "
                    + file.checksum() + "; nothing of it was kept, pull it again.");
        }
        folder.keep(file.checksum());
        return received;
    }

    private void fetch() throws IOException, InterruptedException {
        if (have > file.size()) {
            startOver();
        }
        showProgress();
        if (file.size() == 0) {
            open().close();
        }
        while (have < file.size()) {
            try {
                fetchOnce();
            } catch (PassingFailure failure) {
                attempts.pauseAfter(failure);
            }
        }
    }

    private void fetchOnce() throws IOException, InterruptedException {
        try (var answer = connection.ask("GET", address, range())) {
            refuseOtherContent(answer);
            switch (answer.status()) {
                case 206 -> refuseOtherRange(answer);
                case 200 -> {
                    refuseOtherSize(answer.length().orElse(file.size()), "sends");
                    startOver(); // the server knows no ranges, or the file has changed under its tag
                }
                case 416 -> {
                    startOver();
                    throw PassingFailure.broken("the server refused to go on in the middle of " + file.path(), null);
                }
                default -> throw refusal.of(answer, file.path());
            }
            tag = answer.headers()
                    .firstValue("ETag")
                    .filter(strong -> strong.startsWith("\""))
                    .orElse(null);
            if (!receive(answer.body())) {
                startOver();
                throw new IOException("the server sends more than the " + file.size() + " bytes that it announced for "
                        + file.path() + "; nothing of it was kept.");
            }
        }
    }

    private Map<String, String> range() {
        var headers = new LinkedHashMap<String, String>();
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            if (tag != null) {
                headers.put("If-Range", tag);
            }
        }
        return headers;
    }

    /// @return whether it was not more than there should be
    private boolean receive(Body body) throws IOException, InterruptedException {
        try (var channel = open()) {
            for (var part = body.next(); part.isPresent(); part = body.next()) {
                for (var buffer : part.get()) {
                    write(channel, buffer);
                }
                if (have > file.size()) {
                    return false;
                }
                showProgress();
            }
        }
        if (have < file.size()) {
            throw PassingFailure.broken(
                    "the server ended after " + have + " of " + file.size() + " bytes of " + file.path(), null);
        }
        return true;
    }

    private FileChannel open() throws IOException {
        try {
            return FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        try {
            while (buffer.hasRemaining()) {
                int written = channel.write(buffer);
                have += written;
                received += written;
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private IOException unwritable(IOException e) {
        return new IOException(
                incomplete + " cannot be written (" + HubConnection.reason(e)
                        + "); make room or set HF_HOME to another disk, then pull again: it goes on where it stopped.",
                e);
    }

    private void startOver() throws IOException {
        if (have > 0) {
            Files.delete(incomplete);
            have = 0;
        }
        tag = null;
    }

    /// Only what had not been seen before counts, for the bar as for the patience: a server that drops the
    /// connection and knows no ranges sends the same first bytes again and again.
    private void showProgress() {
        if (have > shown) {
            task.advance(have - shown);
            shown = have;
            attempts.progressed();
        }
    }

    private void refuseOtherContent(Answer answer) throws IOException {
        var encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw new IOException("the server sends " + file.path() + " encoded as " + RemotePath.printable(encoding)
                    + ", which nobody asked for; a proxy between may do that.");
        }
        var linked = answer.hubHeader(HubConnection.LINKED_TAG).flatMap(Checksum::parse);
        if (linked.isPresent() && !linked.equals(Optional.of(file.checksum()))) {
            throw new IOException("the hub announces two contents for " + file.path() + ", the " + file.checksum()
                    + " in its list and the " + linked.get() + " where it is stored; nothing was taken.");
        }
        var size = answer.hubHeader(HubConnection.LINKED_SIZE).filter(text -> text.matches("\\d{1,18}"));
        if (size.isPresent()) {
            refuseOtherSize(Long.parseLong(size.get()), "stores");
        }
    }

    private void refuseOtherSize(long size, String verb) throws IOException {
        if (size != file.size()) {
            throw new IOException("the hub lists " + file.path() + " with " + file.size() + " bytes and " + verb + " "
                    + size + "; nothing was taken. A damaged mirror or a proxy answers like this.");
        }
    }

    private void refuseOtherRange(Answer answer) throws IOException {
        var text = answer.headers().firstValue("Content-Range").orElse("");
        var range = CONTENT_RANGE.matcher(text);
        if (!range.matches() || Long.parseLong(range.group(1)) != have) {
            throw new IOException("the server was asked for " + file.path() + " from byte " + have + " and sends \""
                    + RemotePath.printable(text) + "\"; nothing of that was taken.");
        }
        if (!range.group(3).equals("*")) {
            refuseOtherSize(Long.parseLong(range.group(3)), "sends");
        }
    }
}
