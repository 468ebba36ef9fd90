// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.progress.Progress;
import dev.triad.core.text.train.TextChunk;
import dev.triad.core.text.train.VocabularyTrainer;
import dev.triad.corpus.text.source.DocumentSink;
import dev.triad.corpus.text.source.SourceFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Feeds a corpus to the trainer of vocabularies: its lines, in chunks of some megabytes.
final class CorpusChunks implements DocumentSink {
    private static final int USUAL_BYTES = 1 << 22;

    private final List<SourceFile> files;
    private final VocabularyTrainer trainer;
    private final Progress.Task task;
    private byte[] chunk = new byte[USUAL_BYTES + (USUAL_BYTES >> 2)];
    private int length;
    private int file;
    private long packed;

    CorpusChunks(List<SourceFile> files, VocabularyTrainer trainer, Progress.Task task) {
        this.files = files;
        this.trainer = trainer;
        this.task = task;
    }

    @Override
    public void enter(int index) {
        file = index;
        packed = 0;
    }

    @Override
    public void line(byte[] utf8, int from, int to) throws IOException {
        int end = length + to - from + 1;
        if (end > chunk.length) {
            chunk = Arrays.copyOf(chunk, end);
        }
        System.arraycopy(utf8, from, chunk, length, to - from);
        chunk[end - 1] = '\n';
        length = end;
        if (length >= USUAL_BYTES) {
            finish();
        }
    }

    @Override
    public void endDocument() {
        // words do not cross lines, let alone documents
    }

    @Override
    public void reached(long offset, boolean insideLine, long packedInFile) {
        if (packedInFile > packed) {
            task.advance(packedInFile - packed);
            packed = packedInFile;
        }
    }

    /// Feeds what is gathered.
    void finish() throws IOException {
        if (length > 0) {
            trainer.read(new TextChunk(files.get(file).name(), 0, Arrays.copyOf(chunk, length)));
            length = 0;
        }
    }
}
