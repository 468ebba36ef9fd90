// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.text;

import dev.triad.core.data.TokenManifest;
import java.io.PrintWriter;
import java.util.Locale;

/// The counts of a data set, one line per part.
///
/// ```text
/// part      documents  examples      tokens  mean length  padding  unknown  shards       MB
/// train         9,810    98,422  12,006,561        122.0    4.7 %   0.01 %       1     25.2
/// held-out        102     1,005     122,710        122.1    4.6 %   0.01 %       1      0.3
/// ```
///
/// Padding is what fixed rows of the sequence length would hold beside tokens; unknown is the share of tokens that the
/// vocabulary cannot spell.
record DatasetTable(TokenManifest manifest) {
    private static final String HEADER =
            "part      documents   examples           tokens  mean length  padding  unknown  shards        MB";

    void print(PrintWriter out) {
        out.println(HEADER);
        for (var part : manifest.parts()) {
            double tokens = part.tokens();
            double room = (double) part.examples() * manifest.sequenceLength();
            out.printf(
                    Locale.ROOT,
                    "%-8s %,10d %,10d %,16d %12s %8s %8s %,7d %,9.1f%n",
                    part.name(),
                    part.documents(),
                    part.examples(),
                    part.tokens(),
                    part.examples() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", tokens / part.examples()),
                    share(room - tokens, room),
                    share((double) part.unknown(), tokens),
                    part.shards().size(),
                    part.bytes() / 1e6);
        }
    }

    private static String share(double part, double whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * part / whole);
    }
}
