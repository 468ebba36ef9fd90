// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;

/// Reads lines of plain text.
final class TextReader implements SourceReader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BYTE_ORDER_MARK = 3;

    private final SourceFile file;
    private final ReadOptions options;

    TextReader(SourceFile file, ReadOptions options) {
        this.file = file;
        this.options = options;
    }

    @Override
    public long read(long offset, boolean insideLine, DocumentSink sink) throws IOException {
        try (var packed = PackedInput.open(file);
                var text = new Utf8Input(file.name(), packed, options.repair())) {
            var documents = new Documents(packed, sink, offset);
            var splitter = new LineSplitter(options.longestLine(), documents);
            text.skipTo(offset);
            splitter.start(offset, insideLine);
            byte[] buffer = new byte[BUFFER_BYTES];
            boolean first = offset == 0;
            for (int count; (count = text.read(buffer, 0, buffer.length)) >= 0; ) {
                int from = 0;
                if (first && hasByteOrderMark(buffer, count)) {
                    from = BYTE_ORDER_MARK;
                    splitter.start(from, false);
                }
                first = false;
                splitter.feed(buffer, from, count);
            }
            splitter.finish();
            documents.end();
            return text.repaired();
        }
    }

    private static boolean hasByteOrderMark(byte[] buffer, int count) {
        return count >= BYTE_ORDER_MARK
                && buffer[0] == (byte) 0xEF
                && buffer[1] == (byte) 0xBB
                && buffer[2] == (byte) 0xBF;
    }

    /// Turns lines into documents.
    private final class Documents implements LineSplitter.Handler {
        private final PackedInput packed;
        private final DocumentSink sink;

        private long offset;

        Documents(PackedInput packed, DocumentSink sink, long offset) {
            this.packed = packed;
            this.sink = sink;
            this.offset = offset;
        }

        void end() throws IOException {
            sink.endDocument();
            sink.reached(offset, false, packed.filePosition());
        }

        @Override
        public void text(byte[] bytes, int from, int to) throws IOException {
            sink.line(bytes, from, to);
        }

        @Override
        public void endPiece(long reached) throws IOException {
            offset = reached;
            sink.reached(offset, true, packed.filePosition());
        }

        @Override
        public void endLine(boolean blank, long reached) throws IOException {
            offset = reached;
            boolean ends = switch (options.boundary()) {
                case BLANK -> blank;
                case LINE -> true;
                case FILE -> false;
            };
            if (ends) {
                sink.endDocument();
            }
            sink.reached(offset, false, packed.filePosition());
        }
    }
}
