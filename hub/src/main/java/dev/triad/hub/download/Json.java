// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON that somebody else wrote.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// @param what this is, the beginning of the sentence if it is no JSON
    static JsonNode read(byte[] json, String what) throws IOException {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            var place = Optional.ofNullable(e.getLocation())
                    .map(location -> " from byte " + location.getByteOffset() + " on")
                    .orElse("");
            throw new IOException(what + " is no JSON" + place + ".", e);
        }
    }
}
