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

    /// Of an example at most.
    private static final int TOKENS = 48;

    private HeldOutTexts() {}

    /// From held-out examples that are spread over all of them.
    static List<String> in(Path shards) throws IOException {
        try (var dataset = TokenDataset.open(shards)) {
            boolean heldOut = dataset.parts().contains(TokenManifest.HELD_OUT)
                    && dataset.part(TokenManifest.HELD_OUT).examples() > 0;
            var part = dataset.part(heldOut ? TokenManifest.HELD_OUT : TokenManifest.TRAIN);
            var tokenizer = dataset.tokenizer();
            Set<String> texts = new LinkedHashSet<>();
            for (int i = 0; i < TEXTS && part.examples() > 0; i++) {
                String text = sentences(part.example(part.examples() * i / TEXTS), tokenizer);
                if (!text.isBlank()) texts.add(text);
            }
            return List.copyOf(texts);
        }
    }

    /// Whole sentences where there are any: an example may begin and end in the middle of one.
    private static String sentences(TokenExample example, Tokenizer tokenizer) {
        int most = Math.min(TOKENS, example.length());
        var text = tokenizer.decode(Arrays.copyOf(example.ids(), most), DecodeOptions.READABLE);
        int first = text.indexOf(". ");
        int last = text.lastIndexOf('.');
        if (first >= 0 && last > first + 1)
            return text.substring(first + 2, last + 1).strip();
        return text.strip();
    }
}
