// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;

/// Reads one column of a Parquet file, each row a document.
final class ParquetReader implements SourceReader {
    /// Rows decoded at a time; documents can be long.
    private static final int BATCH_ROWS = 64;

    private final SourceFile file;
    private final ReadOptions options;

    ParquetReader(SourceFile file, ReadOptions options) {
        this.file = file;
        this.options = options;
    }

    @Override
    public long read(long offset, boolean insideLine, DocumentSink sink) throws IOException {
        try (var context = HardwoodContext.create(1);
                var parquet = decode(() -> ParquetFileReader.open(InputFile.of(file.path()), context))) {
            var column = column(parquet.getFileSchema());
            decode(() -> checkPages(parquet, column));
            String path = column.fieldPath().toString();
            long rows = parquet.getFileMetaData().numRows();
            try (var values = decode(
                    () -> parquet.buildColumnReader(path).batchSize(BATCH_ROWS).build())) {
                return read(values, offset, rows, sink);
            }
        }
    }

    private long checkPages(ParquetFileReader parquet, ColumnSchema column) throws IOException {
        long rows = 0;
        try (var channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            var pages = new ParquetPages(channel);
            for (var group : parquet.getFileMetaData().rowGroups()) {
                pages.check(group.columns().get(column.columnIndex()).metaData());
                rows += group.numRows();
            }
        }
        if (rows != parquet.getFileMetaData().numRows()) {
            throw new IOException("its row groups do not add up to its rows");
        }
        return rows;
    }

    private long read(ColumnReader values, long offset, long rows, DocumentSink sink) throws IOException {
        var text = new FieldText(options, sink);
        long repaired = 0;
        long row = 0;
        while (decode(values::nextBatch)) {
            int count = values.getRecordCount();
            byte[] bytes = values.getBinaryValues();
            int[] ends = values.getBinaryOffsets();
            var validity = values.getLeafValidity();
            for (int i = 0; i < count; i++, row++) {
                if (row < offset) {
                    continue;
                }
                if (validity.isNull(i)) {
                    if (!options.repair()) {
                        throw bad(row, "has no text in column \"%s\"".formatted(options.textField()));
                    }
                    repaired++;
                } else {
                    repaired += check(bytes, ends[i], ends[i + 1], row);
                    text.write(bytes, ends[i], ends[i + 1]);
                }
                text.endDocument();
                sink.reached(row + 1, false, (long) ((double) file.bytes() * (row + 1) / rows));
            }
        }
        return repaired;
    }

    private long check(byte[] bytes, int from, int to, long row) throws IOException {
        long repaired = 0;
        for (int at = from; (at = Utf8.textEnd(bytes, at, to)) < to; at++) {
            if (!options.repair()) {
                throw bad(
                        row,
                        bytes[at] == 0
                                ? "has a NUL byte at offset %d of its text".formatted(at - from)
                                : "is not UTF-8 at offset %d of its text: byte 0x%02X"
                                        .formatted(at - from, bytes[at] & 0xFF));
            }
            bytes[at] = ' ';
            repaired++;
        }
        return repaired;
    }

    private ColumnSchema column(FileSchema schema) throws IOException {
        for (var column : schema.getColumns()) {
            if (column.fieldPath().toString().equals(options.textField())) {
                if (column.type() != PhysicalType.BYTE_ARRAY || column.maxRepetitionLevel() > 0) {
                    throw new IOException(
                            "%s: column \"%s\" does not hold text".formatted(file.name(), options.textField()));
                }
                return column;
            }
        }
        throw new IOException("%s: has no column \"%s\", only %s"
                .formatted(
                        file.name(),
                        options.textField(),
                        schema.getColumns().stream()
                                .map(column -> column.fieldPath().toString())
                                .collect(Collectors.joining(", "))));
    }

    private IOException bad(long row, String what) {
        return new IOException("%s: row %d %s".formatted(file.name(), row + 1, what));
    }

    /// What the Parquet library does, its failures told as those of this file.
    private <T> T decode(Decoding<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof UncheckedIOException && e.getCause() != null
                    ? String.valueOf(e.getCause().getMessage())
                    : String.valueOf(e.getMessage());
            throw new IOException("%s: cannot be read as Parquet: %s".formatted(file.name(), reason), e);
        }
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T run() throws IOException;
    }
}
