// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;
import java.util.List;

/// The documents of many files, in order.
///
/// ```java
/// var found = SourceFiles.find(List.of("novels", "wiki/*.txt.zst"), null);
/// new Corpus(found.files(), ReadOptions.DEFAULT).read(sink);
/// ```
public record Corpus(List<SourceFile> files, ReadOptions options) {
    public Corpus {
        files = List.copyOf(files);
    }

    /// Hands all documents to `sink`.
    ///
    /// @return how much was repaired: bytes blanked, records left out
    /// @throws IOException with file and place, if a file is damaged, is not text, or changes meanwhile
    public long read(DocumentSink sink) throws IOException {
        return read(0, 0, false, sink);
    }

    /// Hands over the documents from a place on that [DocumentSink#reached] once named.
    ///
    /// @param first the file to begin with
    /// @param offset where in it
    /// @param insideLine whether a long line goes on there
    public long read(int first, long offset, boolean insideLine, DocumentSink sink) throws IOException {
        long repaired = 0;
        for (int i = first; i < files.size(); i++) {
            var file = files.get(i);
            sink.enter(i);
            boolean resumed = i == first;
            repaired += SourceReader.of(file, options).read(resumed ? offset : 0, resumed && insideLine, sink);
            file.checkUnchanged();
        }
        return repaired;
    }
}
