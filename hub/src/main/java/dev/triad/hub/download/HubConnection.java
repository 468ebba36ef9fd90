// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Asks the hub. Redirections are followed here and not by Java's client, which would keep no account of whom
/// the token was for: it goes to the hub's own scheme, host and port and nowhere else.
final class HubConnection implements AutoCloseable {
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
    static final String LINKED_TAG = "X-Linked-Etag";
    static final String LINKED_SIZE = "X-Linked-Size";

    private static final int MOST_REDIRECTIONS = 10;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern RESET = Pattern.compile("(?:^|[;,\\s])t=(\\d{1,9})");

    private final HubSettings settings;
    private final HttpClient client;

    HubConnection(HubSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(
                        HttpClient.Version
                                .HTTP_1_1) // one stream at a time: nothing to multiplex, one thing less to stall
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.patience().silence())
                .build();
    }

    /// Asks for an address, following redirections; a HEAD stays at the hub, for what it says of a file stands
    /// on the redirection itself, and an address signed for a GET refuses anything else.
    ///
    /// @param method GET or HEAD
    /// @param path below the endpoint, encoded, with a slash in front
    /// @throws PassingFailure if asking again may help
    Answer ask(String method, String path, Map<String, String> headers) throws IOException, InterruptedException {
        var address = URI.create(settings.endpoint() + path);
        HttpHeaders hubHeaders = null;
        for (int hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
            var response = send(method, address, headers);
            int status = response.statusCode();
            hubHeaders = hubHeaders == null || (isHub(address) && !describesFile(hubHeaders))
                    ? response.headers()
                    : hubHeaders;
            var body = new Body(response.body(), settings.patience().silence());
            if (BUSY.contains(status)) {
                body.close();
                throw PassingFailure.busy(
                        address.getHost() + " answers " + status + meaning(status), pauseAsked(response.headers()));
            }
            var target = REDIRECTIONS.contains(status) ? target(address, response.headers()) : null;
            if (target == null || (method.equals("HEAD") && !isHub(target))) {
                return new Answer(status, response.headers(), hubHeaders, body);
            }
            body.close();
            address = target;
        }
        throw new IOException(settings.endpoint() + path + " is redirected more than " + MOST_REDIRECTIONS + " times.");
    }

    /// Whether these are the headers with which the hub sends us to where a large file is stored.
    private static boolean describesFile(HttpHeaders headers) {
        return headers.firstValue(LINKED_TAG).isPresent();
    }

    private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(String method, URI address, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "triad; java/" + Runtime.version().feature())
                .header("Accept-Encoding", "identity"); // ranges and checksums are of the bytes themselves
        headers.forEach(request::header);
        if (isHub(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.value()));
        }
        // a request's own timeout would, from Java 26 on, also end a long download
        var answer = client.sendAsync(request.build(), BodyHandlers.ofPublisher());
        try {
            return answer.get(settings.patience().silence().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw PassingFailure.broken(
                    address.getHost() + " did not answer within "
                            + settings.patience().silence().toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw failure(address, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private static IOException failure(URI address, Throwable cause) {
        return switch (cause) {
            case SSLHandshakeException e ->
                new IOException(address.getHost() + " cannot be trusted: " + reason(e) + ".", e);
            case HttpConnectTimeoutException e ->
                PassingFailure.unreachable(address.getHost() + " cannot be reached", e);
            case ConnectException e -> PassingFailure.unreachable(address.getHost() + " cannot be reached", e);
            default ->
                PassingFailure.broken(
                        "the connection to " + address.getHost() + " broke (" + reason(cause) + ")", cause);
        };
    }

    /// Java's own words for a failure, or at least its name.
    static String reason(Throwable failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : RemotePath.printable(message);
    }

    private boolean isHub(URI address) {
        return address.getScheme().equals(settings.endpoint().getScheme())
                && address.getHost().equalsIgnoreCase(settings.endpoint().getHost())
                && address.getPort() == settings.endpoint().getPort();
    }

    private URI target(URI from, HttpHeaders headers) throws IOException {
        var location = headers.firstValue("Location").orElse("");
        var target = resolved(from, location);
        if (target == null
                || target.getHost() == null
                || !Set.of("http", "https").contains(target.getScheme())) {
            throw new IOException(
                    from.getHost() + " redirects to \"" + RemotePath.printable(location) + "\", which is no address.");
        }
        if (from.getScheme().equals("https") && target.getScheme().equals("http")) {
            throw new IOException(
                    from.getHost() + " redirects to " + target.getHost() + " without encryption; refused.");
        }
        return target;
    }

    private static @Nullable URI resolved(URI from, String location) {
        try {
            return location.isEmpty() ? null : from.resolve(location);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 408 -> " (the request took too long)";
            case 429 -> " (too many requests)";
            default -> " (an error on its side)";
        };
    }

    /// `Retry-After` in seconds, or the hub's `RateLimit: …;t=55`.
    private static Optional<Duration> pauseAsked(HttpHeaders headers) {
        var retryAfter = headers.firstValue("Retry-After").filter(SECONDS.asMatchPredicate());
        return retryAfter
                .or(() -> headers.firstValue("RateLimit")
                        .map(RESET::matcher)
                        .filter(m -> m.find())
                        .map(m -> m.group(1)))
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
