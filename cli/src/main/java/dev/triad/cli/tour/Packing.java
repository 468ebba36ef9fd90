// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.util.Locale;

/// How the tour packs its models.
enum Packing {
    INT8("int8", rounded("int8")),
    INT4("int4", rounded("int4")),
    CODES_4("product codes of 4", codes(4)),
    CODES_8("product codes of 8", codes(8));

    private final String says;
    private final String plan;

    Packing(String says, String plan) {
        this.says = says;
        this.plan = plan;
    }

    private static String rounded(String scheme) {
        return """
                rules:
                  - match: "*.LayerNorm.*"
                    scheme: f16
                  - match: "*.weight"
                    scheme: %s
                    grids: channel
                  - match: "*"
                    scheme: f16
                """.formatted(scheme);
    }

    /// Codebooks are shared by the layers, for the matrices are small.
    private static String codes(int block) {
        return """
                rules:
                  - match: "*.position_embeddings.weight"
                    scheme: int8
                  - match: "*.token_type_embeddings.weight|classifier.*"
                    scheme: f16
                  - match: "*.weight"
                    scheme: product
                    block: %d
                    share: kind
                    type: int8
                  - match: "*"
                    scheme: f16
                """.formatted(block);
    }

    /// For people.
    String says() {
        return says;
    }

    /// In names of files.
    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The plan, as `triad quant compress` reads it.
    String plan() {
        return plan;
    }
}
