// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactoryBuilder;

/// Reads the JSON of a safetensors header, token by token, and refuses whatever the format does not name.
///
/// ```
/// { "__metadata__": {"key": "value", …}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, … }
/// ```
///
/// Memory stays in proportion to the header's bytes: nothing is sized by a number that the file claims, and the
/// count of entries, the one thing that takes more room here than there, is bounded.
final class HeaderParser {
    /// What a header says. Tensors are checked one by one; whether they fit together is for the caller.
    record Parsed(SortedMap<String, String> metadata, List<TensorInfo> tensors) {}

    private static final int MOST_ENTRIES = 1_000_000;

    /// The most dimensions that libtorch and NumPy know.
    private static final int HIGHEST_RANK = 64;

    /// Names come from strangers: they are not interned, and each header gets a factory, and with it a table of
    /// names, of its own.
    private static final JsonFactoryBuilder JSON = new JsonFactoryBuilder()
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxStringLength(SafetensorsHeader.LONGEST)
                    .maxNameLength(65_536)
                    .build());

    private final String place;
    private final JsonParser json;
    private final long dataStart;
    private final long fileSize;
    private final SortedMap<String, String> metadata = new TreeMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();

    private HeaderParser(String place, JsonParser json, long dataStart, long fileSize) {
        this.place = place;
        this.json = json;
        this.dataStart = dataStart;
        this.fileSize = fileSize;
    }

    static Parsed parse(String place, byte[] header, long dataStart, long fileSize) throws ModelFileException {
        if (header.length == 0 || header[0] != '{') {
            throw new ModelFileException(place, "byte 8 is no '{', with which a safetensors header starts");
        }
        requireUtf8(place, header);
        try (var json = JSON.build().createParser(ObjectReadContext.empty(), header)) {
            var parser = new HeaderParser(place, json, dataStart, fileSize);
            parser.header();
            return new Parsed(parser.metadata, parser.tensors);
        } catch (JacksonException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            String reason = e.getOriginalMessage() == null
                    ? ""
                    : e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ModelFileException(
                    place,
                    "the header is no valid JSON at byte " + (SafetensorsHeader.LENGTH_BYTES + offset) + " ("
                            + Quote.bounded(reason) + ")");
        }
    }

    /// Jackson decodes leniently, and takes a zero after the brace for UTF-16.
    private static void requireUtf8(String place, byte[] header) throws ModelFileException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var bytes = ByteBuffer.wrap(header);
        var characters = CharBuffer.allocate(Math.min(header.length, 8192));
        CoderResult result;
        do {
            result = decoder.decode(bytes, characters.clear(), true);
        } while (result.isOverflow());
        if (result.isError() || (header.length > 1 && header[1] == 0)) {
            int offset = SafetensorsHeader.LENGTH_BYTES + (result.isError() ? bytes.position() : 1);
            throw new ModelFileException(place, "the header is no UTF-8 text at byte " + offset);
        }
    }

    private void header() throws ModelFileException {
        expect(JsonToken.START_OBJECT, "an object");
        var names = new HashSet<String>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = sound(json.currentName());
            if (!names.add(name)) {
                throw fault("names " + Quote.of(name) + " twice");
            }
            if (name.equals(SafetensorsHeader.METADATA_KEY)) {
                metadata();
            } else {
                tensor(name);
            }
            if (names.size() + metadata.size() > MOST_ENTRIES) {
                throw fault("has more than " + MOST_ENTRIES + " entries");
            }
        }
        if (json.nextToken() != null) {
            throw fault("goes on after its closing brace");
        }
    }

    private void metadata() throws ModelFileException {
        expect(JsonToken.START_OBJECT, "an object of strings for " + SafetensorsHeader.METADATA_KEY);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = sound(json.currentName());
            expect(JsonToken.VALUE_STRING, "a string for the metadata " + Quote.of(key));
            if (metadata.put(key, sound(json.getString())) != null) {
                throw fault("has the metadata " + Quote.of(key) + " twice");
            }
            if (metadata.size() > MOST_ENTRIES) {
                throw fault("has more than " + MOST_ENTRIES + " entries");
            }
        }
    }

    private void tensor(String name) throws ModelFileException {
        String tensor = "tensor " + Quote.of(name);
        expect(JsonToken.START_OBJECT, "an object for " + tensor);
        DType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> {
                    requireFirst(dtype, tensor, field);
                    expect(JsonToken.VALUE_STRING, "a string for the dtype of " + tensor);
                    dtype = dtype(tensor, json.getString());
                }
                case "shape" -> {
                    requireFirst(shape, tensor, field);
                    shape = naturalNumbers(tensor, field, HIGHEST_RANK);
                }
                case "data_offsets" -> {
                    requireFirst(offsets, tensor, field);
                    offsets = naturalNumbers(tensor, field, 2);
                }
                default -> throw fault("has a field " + Quote.of(field) + " in " + tensor + " that is not known");
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw fault("lacks the " + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets") + " of "
                    + tensor);
        }
        tensors.add(placed(name, dtype, shape, offsets));
    }

    /// Checks a tensor against its own claims and the end of the file.
    private TensorInfo placed(String name, DType dtype, long[] shape, long[] offsets) throws ModelFileException {
        String tensor = "tensor " + Quote.of(name);
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw fault("has data_offsets " + Arrays.toString(offsets) + " for " + tensor
                    + " where a start and an end were expected");
        }
        if (offsets[1] > fileSize - dataStart) {
            throw fault("puts the end of " + tensor + " at byte " + offsets[1] + " of the data, which has "
                    + (fileSize - dataStart) + "; the file is cut short or the header wrong");
        }
        try {
            return new TensorInfo(name, dtype, shape, dataStart + offsets[0], offsets[1] - offsets[0]);
        } catch (IllegalArgumentException e) {
            throw fault("contradicts itself about " + tensor + ": " + e.getMessage());
        }
    }

    private DType dtype(String tensor, String name) throws ModelFileException {
        var known = DType.find(name);
        if (known.isEmpty()) {
            throw fault("gives " + tensor + " the dtype " + Quote.of(name) + ", which is not known; known are "
                    + Arrays.toString(DType.values()));
        }
        return known.get();
    }

    private long[] naturalNumbers(String tensor, String field, int most) throws ModelFileException {
        expect(JsonToken.START_ARRAY, "an array for the " + field + " of " + tensor);
        var numbers = new long[Math.min(most, 8)];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || json.getLongValue() < 0) {
                throw fault(
                        "has something other than whole numbers from 0 to 2^63 - 1 in the " + field + " of " + tensor);
            }
            if (count == most) {
                throw fault("has more than " + most + " numbers in the " + field + " of " + tensor);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, most);
            }
            numbers[count++] = json.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private void requireFirst(@Nullable Object earlier, String tensor, String field) throws ModelFileException {
        if (earlier != null) {
            throw fault("has the " + field + " of " + tensor + " twice");
        }
    }

    private void expect(JsonToken token, String meaning) throws ModelFileException {
        if (json.nextToken() != token) {
            throw fault("lacks " + meaning);
        }
    }

    private String sound(String text) throws ModelFileException {
        if (Quote.isBroken(text)) {
            throw fault("holds half a surrogate pair in " + Quote.of(text));
        }
        return text;
    }

    /// An error at the current token.
    private ModelFileException fault(String fault) {
        long offset =
                SafetensorsHeader.LENGTH_BYTES + json.currentTokenLocation().getByteOffset();
        return new ModelFileException(place, "the header " + fault + " (byte " + offset + ")");
    }
}
