// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;

/// Turns an answer that is a refusal into a sentence that says what to do.
final class Refusal {
    private final HubSettings settings;
    private final ModelName model;

    Refusal(HubSettings settings, ModelName model) {
        this.settings = settings;
        this.model = model;
    }

    /// @param what was asked for, for sentences: "its list of files" or a file's name
    IOException of(Answer answer, String what) {
        var code = answer.hubHeader("X-Error-Code").orElse("");
        return new IOException(
                switch (code) {
                    case "GatedRepo" -> gated();
                    case "RevisionNotFound" ->
                        model.repository() + " has no branch, tag or commit \"" + model.revision() + "\".";
                    case "EntryNotFound" -> model + " has no file " + what + ".";
                    case "DisabledRepo" -> settings.endpoint() + " has disabled " + model.repository() + ".";
                    default -> byStatus(answer, what);
                });
    }

    private String byStatus(Answer answer, String what) {
        return switch (answer.status()) {
            case 401 -> settings.token().isPresent() ? tokenRefused() : unknown();
            case 403 ->
                settings.token()
                        .map(token -> token + " has no permission to read " + model.repository()
                                + "; give it read access or set HF_TOKEN to another.")
                        .orElseGet(this::unknown);
            case 404 ->
                settings.token().isPresent()
                        ? settings.endpoint() + " has no model " + model.repository() + ", or "
                                + settings.token().get() + " may not see it."
                        : unknown();
            default ->
                settings.endpoint() + " answers " + answer.status() + " when asked for " + what + " of " + model
                        + answer.hubHeader("X-Error-Message")
                                .map(text -> " (" + RemotePath.printable(text) + ")")
                                .orElse("")
                        + ".";
        };
    }

    private String gated() {
        return model.repository() + " is gated: accept its terms at " + settings.endpoint() + "/" + model.repository()
                + (settings.token().isPresent()
                        ? " with the account of " + settings.token().get() + "."
                        : ", then set HF_TOKEN to a token of your account.");
    }

    private String tokenRefused() {
        return settings.endpoint() + " does not accept "
                + settings.token().map(AccessToken::toString).orElse("the token") + "; make a new one at "
                + settings.endpoint() + "/settings/tokens.";
    }

    /// The hub answers strangers alike for a private model and for none, so that names stay private.
    private String unknown() {
        return settings.endpoint() + " has no public model " + model.repository()
                + "; check the name, or set HF_TOKEN if it is private.";
    }
}
