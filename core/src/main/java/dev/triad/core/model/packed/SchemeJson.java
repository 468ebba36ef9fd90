// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.file.JsonFields;
import dev.triad.core.model.DType;
import dev.triad.core.model.Quote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Schemes in the metadata of a file: `{"scheme":"product","shape":[768,3072],"block":8}`. What is usual is left
/// out.
final class SchemeJson {
    /// A scheme and the shape of the weight that is stored so.
    record Entry(WeightShape shape, WeightScheme scheme) {}

    private static final int USUAL_CENTROIDS = 256;

    private SchemeJson() {}

    static Map<String, Object> write(WeightShape shape, WeightScheme scheme) {
        var json = new LinkedHashMap<String, Object>();
        switch (scheme) {
            case WeightScheme.Dense _ -> throw new IllegalArgumentException("dense weights need no entry");
            case WeightScheme.Int8 int8 -> {
                json.put("scheme", "int8");
                json.put("shape", shape.dimensions());
                putTruth(json, "per_row", int8.perRow());
                putTruth(json, "calibrated", int8.calibrated());
            }
            case WeightScheme.Int4 int4 -> {
                json.put("scheme", "int4");
                json.put("shape", shape.dimensions());
                if (int4.group() != 0) {
                    json.put("group", int4.group());
                }
            }
            case WeightScheme.Product product -> {
                json.put("scheme", "product");
                json.put("shape", shape.dimensions());
                json.put("block", product.block());
                if (product.centroids() != USUAL_CENTROIDS) {
                    json.put("centroids", product.centroids());
                }
                putTruth(json, "int8_centroids", product.type() == DType.I8);
                putTruth(json, "rows", product.layout() == CodeLayout.ROWS);
                product.codebook().ifPresent(name -> json.put("codebook", name));
                putTruth(json, "row_scale", product.rowScale());
            }
        }
        return json;
    }

    private static void putTruth(Map<String, Object> json, String key, boolean truth) {
        if (truth) {
            json.put(key, true);
        }
    }

    /// Reads an entry.
    ///
    /// @throws IOException that names the weight
    static Entry read(String weight, Object entry) throws IOException {
        String place = "weight " + Quote.of(weight);
        if (!(entry instanceof Map<?, ?> object)) {
            throw new IOException(place + " is described by something other than an object");
        }
        try {
            var members = new LinkedHashMap<String, Object>();
            object.forEach((key, value) -> members.put((String) key, value));
            var shape = shape(members.remove("shape"));
            var fields = new JsonFields(members, "");
            var scheme = scheme(fields);
            fields.end();
            return new Entry(shape, scheme);
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }

    private static WeightShape shape(@org.jspecify.annotations.Nullable Object value) throws IOException {
        if (!(value instanceof List<?> list)) {
            throw new IOException("\"shape\" must be a list of whole numbers");
        }
        var dimensions = new ArrayList<Integer>();
        for (Object dimension : list) {
            if (!(dimension instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
                throw new IOException("\"shape\" must be a list of whole numbers");
            }
            dimensions.add(number.intValue());
        }
        return new WeightShape(dimensions);
    }

    private static WeightScheme scheme(JsonFields fields) throws IOException {
        String name = fields.string("scheme");
        return switch (name) {
            case "int8" -> new WeightScheme.Int8(truth(fields, "per_row"), truth(fields, "calibrated"));
            case "int4" -> new WeightScheme.Int4(fields.has("group") ? fields.integer("group") : 0);
            case "product" ->
                new WeightScheme.Product(
                        fields.integer("block"),
                        fields.has("centroids") ? fields.integer("centroids") : USUAL_CENTROIDS,
                        truth(fields, "int8_centroids") ? DType.I8 : DType.F16,
                        truth(fields, "rows") ? CodeLayout.ROWS : CodeLayout.TILES,
                        fields.has("codebook") ? Optional.of(fields.string("codebook")) : Optional.empty(),
                        truth(fields, "row_scale"));
            default ->
                throw new IOException("is stored as " + Quote.of(name)
                        + ", which this Triad does not know; a newer one may have written it");
        };
    }

    private static boolean truth(JsonFields fields, String key) throws IOException {
        return fields.has(key) && fields.truth(key);
    }
}
