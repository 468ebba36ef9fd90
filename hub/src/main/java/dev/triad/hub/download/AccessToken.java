// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.util.regex.Pattern;

/// A user's token for the hub. Its value appears in one header and in no message.
///
/// @param value as the hub gave it out ("hf_…")
/// @param origin where it was found, for sentences ("HF_TOKEN")
public record AccessToken(String value, String origin) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    public AccessToken {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "The token in " + origin + " contains spaces or characters that no token has; copy it again.");
        }
    }

    @Override
    public String toString() {
        return "the token in " + origin;
    }
}
