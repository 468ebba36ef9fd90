// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A hub on 127.0.0.1 with one model, and a second server where its large files are stored, as on the real one.
/// Each answer passes through a twist, by which tests make it lie, drop connections or fall silent.
final class FakeHub implements AutoCloseable {
    static final String MODEL = "triad/tiny";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /// Files from this size on are stored on the second server.
    static final int LARGE = 1000;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer hub = start("hub", this::hubReply);
    private final HttpServer store = start("store", this::storeReply);
    private volatile Twist twist = (_, honest) -> honest;

    /// One request, and how many bytes of a body went out for it.
    ///
    /// @param server "hub" or "store"
    /// @param path decoded
    record Asked(String server, String method, String path, Map<String, String> headers, int status, long sent) {
        boolean isFile() {
            return path.contains("/resolve/") || server.equals("store");
        }

        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    /// Changes answers.
    @FunctionalInterface
    interface Twist {
        Reply twist(Asked asked, Reply honest);
    }

    FakeHub with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    FakeHub with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /// The files every encoder has: small configuration and vocabulary, large weights.
    FakeHub withEncoder(int weightBytes) {
        return with("README.md", "# Tiny\n")
                .with("config.json", "{\"model_type\": \"electra\"}\n")
                .with("vocab.txt", "[PAD]\n[UNK]\n")
                .with("model.safetensors", noise(weightBytes))
                .with("tf_model.h5", noise(LARGE));
    }

    FakeHub twisted(Twist how) {
        twist = how;
        return this;
    }

    /// Twists only the answers that carry a file's bytes.
    FakeHub twistedFiles(Twist how) {
        return twisted(
                (asked, honest) -> asked.isFile() && honest.status() / 100 == 2 ? how.twist(asked, honest) : honest);
    }

    HubSettings settings(Path cache) {
        return new HubSettings(endpoint(), cache, Optional.empty(), false, QUICK);
    }

    /// Impatient, so that tests are fast.
    static final Patience QUICK = new Patience(4, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(10));

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    byte[] content(String path) {
        return Objects.requireNonNull(files.get(path));
    }

    String hash(String path) {
        var content = content(path);
        return isLarge(content) ? sha256(content) : gitBlob(content);
    }

    /// Every request so far.
    List<Asked> asked() {
        return asked;
    }

    /// The requests for a file's bytes so far, redirections left out.
    List<Asked> askedFor(String path) {
        var place = isLarge(content(path)) ? "/" + sha256(content(path)) : "/" + path;
        return asked.stream()
                .filter(request -> request.isFile() && request.path().endsWith(place))
                .toList();
    }

    private Reply hubReply(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        var listing = "/api/models/" + MODEL + "/revision/";
        if (path.startsWith(listing)) {
            return Reply.of(
                    200, Map.of("Content-Type", "application/json"), listing().getBytes(StandardCharsets.UTF_8));
        }
        var prefix = "/" + MODEL + "/resolve/" + COMMIT + "/";
        var file = path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
        if (file == null) {
            return Reply.of(404, "X-Error-Code", "EntryNotFound");
        }
        if (isLarge(file)) {
            return Reply.of(
                    302,
                    "Location",
                    "http://127.0.0.1:" + store.getAddress().getPort() + "/" + sha256(file) + "?signature=s%2Bs",
                    "X-Linked-Etag",
                    "\"" + sha256(file) + "\"",
                    "X-Linked-Size",
                    String.valueOf(file.length));
        }
        return range(exchange, file, "\"" + gitBlob(file) + "\"");
    }

    private Reply storeReply(HttpExchange exchange) {
        var hash = exchange.getRequestURI().getPath().substring(1);
        return files.values().stream()
                .filter(content -> sha256(content).equals(hash))
                .findFirst()
                .map(content -> range(exchange, content, "\"of-the-store-" + hash.substring(0, 8) + "\""))
                .orElseGet(() -> Reply.of(404));
    }

    private static Reply range(HttpExchange exchange, byte[] content, String tag) {
        var range = exchange.getRequestHeaders().getFirst("Range");
        var condition = exchange.getRequestHeaders().getFirst("If-Range");
        if (range == null || (condition != null && !condition.equals(tag))) {
            return Reply.of(200, Map.of("ETag", tag), content);
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= content.length) {
            return Reply.of(416);
        }
        return Reply.of(
                206,
                Map.of(
                        "ETag",
                        tag,
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(from, content.length - 1, content.length)),
                Arrays.copyOfRange(content, from, content.length));
    }

    /// The list of files as the hub writes it.
    String listing() {
        return files.entrySet().stream()
                .map(file -> entry(file.getKey(), file.getValue()))
                .collect(Collectors.joining(
                        ",", "{\"id\":\"" + MODEL + "\",\"sha\":\"" + COMMIT + "\",\"siblings\":[", "]}"));
    }

    /// The list as a mirror writes it that knows nothing but names.
    String shortListing() {
        return files.keySet().stream()
                .map("{\"rfilename\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",", "{\"sha\":\"" + COMMIT + "\",\"siblings\":[", "]}"));
    }

    static String entry(String path, byte[] content) {
        var lfs = isLarge(content)
                ? ",\"lfs\":{\"sha256\":\"%s\",\"size\":%d,\"pointerSize\":134}"
                        .formatted(sha256(content), content.length)
                : "";
        var blob = gitBlob(isLarge(content) ? "a pointer".getBytes(StandardCharsets.UTF_8) : content);
        return "{\"rfilename\":\"%s\",\"blobId\":\"%s\",\"size\":%d%s}".formatted(path, blob, content.length, lfs);
    }

    private static boolean isLarge(byte[] content) {
        return content.length >= LARGE;
    }

    static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new java.util.Random(bytes).nextBytes(noise);
        return noise;
    }

    static String sha256(byte[] content) {
        return hex("SHA-256", content);
    }

    static String gitBlob(byte[] content) {
        var header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        var all = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return hex("SHA-1", all);
    }

    private static String hex(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @FunctionalInterface
    private interface Honest {
        Reply reply(HttpExchange exchange);
    }

    private HttpServer start(String name, Honest honest) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> answer(name, exchange, honest.reply(exchange)));
            server.setExecutor(workers);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String server, HttpExchange exchange, Reply honest) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        var path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
        var request = new Asked(server, exchange.getRequestMethod(), path, headers, 0, 0);
        var reply = twist.twist(request, honest);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        int end = bodiless ? 0 : reply.cut() < 0 ? reply.body().length : Math.min(reply.cut(), reply.body().length);
        asked.add(new Asked(server, request.method(), path, headers, reply.status(), end));
        try (exchange) {
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            if (bodiless) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.announced()));
            }
            // 0 means chunks to this server, -1 no body
            long length = bodiless || reply.announced() == 0 ? -1 : Math.max(0, reply.announced());
            exchange.sendResponseHeaders(reply.status(), length);
            if (end > 0) {
                exchange.getResponseBody().write(reply.body(), 0, (int) Math.min(end, length > 0 ? length : end));
                exchange.getResponseBody().flush();
            }
            if (reply.cut() >= 0) {
                Thread.sleep(reply.silence());
                throw new IOException("dropped on purpose");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        workers.shutdownNow();
    }
}
