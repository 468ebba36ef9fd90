// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.core.text.EncodeOptions;
import dev.triad.runtime.RuntimeOptions;
import dev.triad.runtime.TextClassifier;
import dev.triad.runtime.TextPair;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.Family;
import dev.triad.runtime.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/// The runtime, asked as a service asks it: with texts.
final class TriadEngine implements Contender.Engine {
    private final TextClassifier classifier;
    private final boolean bytes;

    TriadEngine(Path model, int threads, boolean int8Tables) throws IOException {
        try (var files = ModelFiles.open(model)) {
            bytes = files.config().family() == Family.ROBERTA;
            for (int length : new int[] {16, 128, 512}) {
                int tokens = files.tokenizer()
                        .encode(BenchModel.text(length, bytes, 1), null, EncodeOptions.MODEL)
                        .length();
                if (tokens != length) throw new IllegalStateException(length + " tokens became " + tokens);
            }
        }
        var options = RuntimeOptions.builder()
                .threads(threads)
                .maxLength(512)
                .tables(int8Tables ? Tables.INT8 : Tables.FLOAT)
                .build();
        classifier = TextClassifier.open(model, options);
    }

    @Override
    public Runnable question(int batch, int length) {
        var texts = new ArrayList<TextPair>();
        for (int i = 0; i < batch; i++) texts.add(TextPair.of(BenchModel.text(length, bytes, i)));
        return () -> {
            if (classifier.classifyAll(texts).size() != batch) throw new IllegalStateException("answers are missing");
        };
    }

    @Override
    public void close() {
        classifier.close();
    }
}
