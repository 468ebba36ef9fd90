// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.core.model.packed.PackedLayout;
import dev.triad.core.model.packed.WeightShape;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;

/// Where the bytes of a file go besides its weights, and how many there are.
final class LayoutTable {
    private LayoutTable() {}

    static void print(PackedLayout layout, Collection<WeightShape> shapes, PrintWriter out) {
        var bytes = layout.bytes();
        long codebooks = bytes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("codebook."))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
        if (codebooks > 0) row(out, "shared codebooks", ByteSize.text(codebooks));
        if (bytes.containsKey("tokenizer")) row(out, "tokenizer", ByteSize.text(bytes.getOrDefault("tokenizer", 0L)));
        row(out, "header", ByteSize.text(bytes.getOrDefault("header", 0L)));
        long count = shapes.stream().mapToLong(WeightShape::count).sum();
        row(
                out,
                "file",
                String.format(
                        Locale.ROOT,
                        "%,d bytes, %.2f MiB, %.2f bits for each of %,d weights, %.1f times smaller than f32",
                        layout.fileSize(),
                        layout.fileSize() / 1048576.0,
                        8.0 * layout.fileSize() / count,
                        count,
                        4.0 * count / layout.fileSize()));
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("%-18s %s%n", name, value);
    }
}
