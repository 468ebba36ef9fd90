// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// All that a packed model holds.
///
/// @param description what it says beside its weights
/// @param tokenizer its tokenizer, if it has one
/// @param weights each weight that is stored, by name
/// @param aliases names of weights that are others, and whose
public record PackedContent(
        ModelDescription description,
        Optional<PackedTokenizer> tokenizer,
        SequencedMap<String, PackedWeight> weights,
        Map<String, String> aliases) {
    public PackedContent {
        weights = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(new TreeMap<>(weights)));
        aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
    }

    /// How the file will be laid out, and so how large it will be.
    public PackedLayout layout() {
        var layout = PackedLayout.builder(description);
        tokenizer.ifPresent(layout::tokenizer);
        weights.forEach((name, weight) -> layout.weight(name, weight.shape(), weight.scheme()));
        aliases.forEach(layout::alias);
        return layout.build();
    }
}
