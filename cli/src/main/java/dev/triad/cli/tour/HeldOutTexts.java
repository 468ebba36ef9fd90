// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.data.TokenDataset;
import dev.triad.core.data.TokenExample;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.text.DecodeOptions;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Some texts that no encoder has read.
final class HeldOutTexts {
    private static final int TEXTS = 5;

    /// A text is shown up to here, or to the end of the sentence before.
    private static final int TOKENS = 40;

    private HeldOutTexts() {}

    /// The beginnings of held-out examples, spread over all of them.
    static List<String> in(Path shards) throws IOException {
        try (var dataset = TokenDataset.open(shards)) {
            boolean heldOut = dataset.parts().contains(TokenManifest.HELD_OUT)
                    && dataset.part(TokenManifest.HELD_OUT).examples() > 0;
            var part = dataset.part(heldOut ? TokenManifest.HELD_OUT : TokenManifest.TRAIN);
            var tokenizer = dataset.tokenizer();
            Set<String> texts = new LinkedHashSet<>();
            for (int i = 0; i < TEXTS && part.examples() > 0; i++) {
                String text = beginning(part.example(part.examples() * i / TEXTS), tokenizer);
                if (!text.isBlank()) texts.add(text);
            }
            return List.copyOf(texts);
        }
    }

    private static String beginning(TokenExample example, Tokenizer tokenizer) {
        int most = Math.min(TOKENS, example.length());
        var text = tokenizer.decode(Arrays.copyOf(example.ids(), most), DecodeOptions.READABLE);
        int end = text.lastIndexOf('.');
        return (end > 0 ? text.substring(0, end + 1) : text).strip();
    }
}
