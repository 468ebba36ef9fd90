// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which hub, which cache folder, who asks.
///
/// @param endpoint the hub's address, without a slash at the end
/// @param cache the folder of all cached models
/// @param token who asks; empty for a stranger
/// @param offline whether only the cache may answer
/// @param patience with a bad connection
public record HubSettings(URI endpoint, Path cache, Optional<AccessToken> token, boolean offline, Patience patience) {
    private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");

    /// As Hugging Face's Python client reads its environment: `HF_ENDPOINT`; `HF_HUB_CACHE`, else `hub` below
    /// `HF_HOME` (else `huggingface` below `XDG_CACHE_HOME` or `~/.cache`); `HF_TOKEN`, else the file named by
    /// `HF_TOKEN_PATH` or `token` below `HF_HOME`, unless `HF_HUB_DISABLE_IMPLICIT_TOKEN`; `HF_HUB_OFFLINE`;
    /// `HF_HUB_DOWNLOAD_TIMEOUT` in seconds. The older names `HUGGINGFACE_HUB_CACHE`, `HUGGING_FACE_HUB_TOKEN`
    /// and `TRANSFORMERS_OFFLINE` count too.
    ///
    /// @param environment usually [System#getenv()]
    /// @param home the user's home folder, where `~` points
    /// @throws IllegalArgumentException if a variable has a value that cannot be meant
    public static HubSettings fromEnvironment(Map<String, String> environment, Path home) throws IOException {
        var variables = new Variables(environment, home);
        var folder = variables
                .path("HF_HOME")
                .orElseGet(() -> variables
                        .path("XDG_CACHE_HOME")
                        .orElseGet(() -> home.resolve(".cache"))
                        .resolve("huggingface"));
        var cache = variables.path("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE").orElseGet(() -> folder.resolve("hub"));
        var patience = variables
                .text("HF_HUB_DOWNLOAD_TIMEOUT")
                .map(HubSettings::seconds)
                .map(Patience.USUAL::withSilence)
                .orElse(Patience.USUAL);
        return new HubSettings(
                variables
                        .text("HF_ENDPOINT")
                        .map(HubSettings::address)
                        .orElseGet(() -> URI.create("https://huggingface.co")),
                cache,
                variables.isSet("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? Optional.empty() : token(variables, folder),
                variables.isSet("HF_HUB_OFFLINE") || variables.isSet("TRANSFORMERS_OFFLINE"),
                patience);
    }

    private static Optional<AccessToken> token(Variables variables, Path folder) throws IOException {
        for (var name : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
            var value = variables.text(name);
            if (value.isPresent()) {
                return Optional.of(new AccessToken(value.get(), name));
            }
        }
        var file = variables.path("HF_TOKEN_PATH").orElseGet(() -> folder.resolve("token"));
        try {
            var value = Files.readString(file).strip();
            return value.isEmpty() ? Optional.empty() : Optional.of(new AccessToken(value, file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static URI address(String text) {
        try {
            var address = URI.create(text.replaceFirst("/+$", ""));
            var scheme = String.valueOf(address.getScheme());
            if ((scheme.equals("https") || scheme.equals("http")) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // told below, in the user's terms
        }
        throw new IllegalArgumentException(
                "HF_ENDPOINT is \"" + text + "\"; it must be an address like https://huggingface.co.");
    }

    private static Duration seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds < 1e6) {
                return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "HF_HUB_DOWNLOAD_TIMEOUT is \"" + text + "\"; it must be a number of seconds.");
    }

    /// Environment variables by the Python client's rules: empty is unset, the first of several names wins.
    private record Variables(Map<String, String> environment, Path home) {
        Optional<String> text(String... names) {
            return Stream.of(names)
                    .map(name -> environment.getOrDefault(name, "").strip())
                    .filter(value -> !value.isEmpty())
                    .findFirst();
        }

        Optional<Path> path(String... names) {
            return text(names)
                    .map(value -> value.equals("~") || value.startsWith("~/")
                            ? home.resolve(value.substring(Math.min(2, value.length())))
                            : Path.of(value));
        }

        boolean isSet(String name) {
            return text(name)
                    .filter(value -> YES.contains(value.toUpperCase(Locale.ROOT)))
                    .isPresent();
        }
    }
}
