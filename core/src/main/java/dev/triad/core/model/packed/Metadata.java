// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Objects in the metadata of a file, which holds texts.
final class Metadata {
    /// The key that tells a packed model from other safetensors files; its value is the version of the format.
    static final String VERSION = "triad.version";

    /// The version that is written and read.
    static final String CURRENT = "1";

    private Metadata() {}

    static Map<String, Object> object(Map<String, String> metadata, String key) throws IOException {
        String text = metadata.get(key);
        if (text == null) {
            throw new IOException("the metadata has no " + key);
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException(key + " " + e.getMessage(), e);
        }
    }
}
