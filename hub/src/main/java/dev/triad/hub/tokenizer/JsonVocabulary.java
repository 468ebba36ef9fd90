// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.Vocabulary;
import tools.jackson.databind.node.ObjectNode;

/// The vocabulary of a `tokenizer.json`, written.
final class JsonVocabulary {
    private JsonVocabulary() {}

    /// The tokens that have a name, with their ids.
    static void write(Vocabulary vocabulary, ObjectNode target) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!vocabulary.token(id).isEmpty()) {
                target.put(vocabulary.token(id), id);
            }
        }
    }
}
