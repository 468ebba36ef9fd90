// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsHeaderTest {
    private static final String SOUND = "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";

    private static byte[] file(String json, int dataBytes) {
        return file(json.getBytes(UTF_8).length, json.getBytes(UTF_8), dataBytes);
    }

    private static byte[] file(long claimedLength, byte[] json, int dataBytes) {
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimedLength)
                .put(json)
                .array();
    }

    private static SafetensorsHeader read(byte[] file) throws ModelFileException {
        return SafetensorsHeader.read("model.safetensors", MemorySegment.ofArray(file));
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(byte[] file) {
        return assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("model.safetensors: ");
    }

    @Test
    void aFileWrittenByHandIsRead() throws ModelFileException {
        String json = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"data_offsets\":[4,28],\"shape\":[2,3],\"dtype\":\"F32\"},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                + "\"scalar\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[28,36]},"
                + "\"none\":{\"dtype\":\"F64\",\"shape\":[3,0],\"data_offsets\":[28,28]}}   ";
        var header = read(file(json, 36));
        long start = 8L + json.length();
        assertThat(header.metadata()).containsExactly(Map.entry("format", "pt"));
        assertThat(header.tensors())
                .containsExactly(
                        new TensorInfo("a", DType.U8, new long[] {4}, start, 4),
                        new TensorInfo("b", DType.F32, new long[] {2, 3}, start + 4, 24),
                        new TensorInfo("none", DType.F64, new long[] {3, 0}, start + 28, 0),
                        new TensorInfo("scalar", DType.I64, new long[0], start + 28, 8));
        assertThat(header.find("b").orElseThrow().elementCount()).isEqualTo(6);
        assertThat(header.find("c")).isEmpty();
        assertThat(header.dataStart()).isEqualTo(start);
        assertThat(header.fileSize()).isEqualTo(start + 36);
    }

    @Test
    void aFileWithoutTensorsIsRead() throws ModelFileException {
        assertThat(read(file("{}", 0)).tensors()).isEmpty();
        assertRefused(file("{}", 3)).hasMessageContaining("3 bytes belong to no tensor");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void filesShorterThanTheLengthAreRefused(int size) {
        assertRefused(new byte[size]).hasMessageContaining("is " + size + " bytes long");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, claims a header of 18446744073709551615 bytes",
        "-9223372036854775808, claims a header of 9223372036854775808 bytes",
        "9223372036854775807, claims a header of 9223372036854775807 bytes",
        "100000001, at most 100000000 are allowed",
        "100000000, the file is cut short",
        "56, the file is cut short",
        "0, byte 8 is no '{'",
        "1, no valid JSON"
    })
    void headerLengthsThatDoNotFitAreRefused(long length, String message) {
        assertRefused(file(length, SOUND.getBytes(UTF_8), 0)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` {}`|byte 8 is no '{'",
                "[]|byte 8 is no '{'",
                "{}x|no valid JSON at byte 10",
                "{}{}|goes on after its closing brace",
                "{\"a\":1}|lacks an object for tensor 'a' (byte 13)",
                "{\"a\":{}}|lacks the dtype of tensor 'a'",
                "{\"a\":{\"dtype\":\"U8\"}}|lacks the shape of tensor 'a'",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}|lacks the data_offsets of tensor 'a'",
                "{\"a\":{\"dtype\":\"Q8\",\"shape\":[4],\"data_offsets\":[0,4]}}|dtype 'Q8', which is not known; known are [BOOL, F4,",
                "{\"a\":{\"dtype\":8,\"shape\":[4],\"data_offsets\":[0,4]}}|lacks a string for the dtype of tensor 'a'",
                "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}|has the dtype of tensor 'a' twice",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"shape\":[4],\"data_offsets\":[0,4]}}|has the shape of tensor 'a' twice",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]}}|lacks an array for the shape of tensor 'a'",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4.0],\"data_offsets\":[0,4]}}|other than whole numbers",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[0,4]}}|other than whole numbers",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[[4]],\"data_offsets\":[0,4]}}|other than whole numbers",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}|other than whole numbers",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[0,4]}}|larger than any file",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}|larger than any file",
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[7],\"data_offsets\":[0,4]}}|does not fill whole bytes",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0]}}|a start and an end were expected",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4,4]}}|more than 2 numbers in the data_offsets",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}}|a start and an end were expected",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}|byte 5 of the data, which has 4",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,9223372036854775807]}}|which has 4",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,4]}}|tensor 'a' has 4 bytes; [3] of U8 needs 3",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}|1 bytes belong to no tensor",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}|leaves a hole",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"extra\":1}}|a field 'extra' in tensor 'a' that is not known",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}|names 'a' twice",
                "{\"__metadata__\":{},\"__metadata__\":{}}|names '__metadata__' twice",
                "{\"__metadata__\":{\"k\":\"v\",\"k\":\"v\"}}|has the metadata 'k' twice",
                "{\"__metadata__\":{\"k\":1}}|lacks a string for the metadata 'k'",
                "{\"__metadata__\":[]}|lacks an object of strings",
                "{\"\\ud800\":{}}|surrogate",
                "{\"__metadata__\":{\"k\":\"\\udc00\"}}|surrogate"
            })
    void headersThatBreakTheFormatAreRefused(String json, String message) {
        assertRefused(file(json, 4)).hasMessageContaining(message);
    }

    @Test
    void tensorsThatOverlapOrLeaveHolesAreRefused() {
        String pair = "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}}";
        assertRefused(file(pair.formatted(3, 7), 7))
                .hasMessageContaining("'b' starts at byte")
                .hasMessageContaining("inside");
        assertRefused(file(pair.formatted(0, 4), 4)).hasMessageContaining("inside the tensor before it");
        assertRefused(file(pair.formatted(5, 9), 9)).hasMessageContaining("'b'").hasMessageContaining("leaves a hole");
        assertRefused(file(SOUND.replace("}}", "},\"e\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[2,2]}}"), 4))
                .hasMessageContaining("'e' starts at byte");
    }

    @Test
    void shapesOfTooManyDimensionsAreRefused() throws ModelFileException {
        String sixtyFour = "1" + ",1".repeat(63);
        assertThat(read(file(SOUND.replace("[4]", "[4," + sixtyFour.substring(2) + "]"), 4))
                        .tensors()
                        .getFirst()
                        .rank())
                .isEqualTo(64);
        assertRefused(file(SOUND.replace("[4]", "[4," + sixtyFour + "]"), 4))
                .hasMessageContaining("more than 64 numbers in the shape of tensor 'a'");
    }

    @Test
    void deepNestingIsRefusedWithoutFollowingIt() {
        assertRefused(file("{\"a\":" + "[".repeat(1_000_000), 0)).hasMessageContaining("'a'");
        assertRefused(file("{\"a\":{\"shape\":" + "[".repeat(1_000_000), 0))
                .hasMessageContaining("the shape of tensor 'a'");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bytes = SOUND.getBytes(UTF_8);
        bytes[2] = (byte) 0xFF;
        assertRefused(file(bytes.length, bytes, 4)).hasMessageContaining("no UTF-8 text at byte 10");
        // A zero in two bytes, and half a surrogate pair in three: Java's and Jackson's decoders differ about both.
        for (String encoded : new String[] {"\u00C0\u0080", "\u00ED\u00A0\u0080"}) {
            byte[] odd = SOUND.replace("a", encoded).getBytes(StandardCharsets.ISO_8859_1);
            assertRefused(file(odd.length, odd, 4)).hasMessageContaining("no UTF-8 text at byte 10");
        }
        byte[] late = ("{\"" + "ü".repeat(20_000) + "\":?").getBytes(UTF_8);
        late[late.length - 1] = (byte) 0xFF;
        assertRefused(file(late.length, late, 4)).hasMessageContaining("no UTF-8 text at byte 40012");
        // UTF-16 is JSON elsewhere, but not here.
        byte[] wide = SOUND.getBytes(StandardCharsets.UTF_16LE);
        assertRefused(file(wide.length, wide, 4)).hasMessageContaining("no UTF-8 text at byte 9");
    }

    @Test
    void messagesStayOnOneLineWhateverTheNames() {
        String name = "line\\nbreak\\u0000" + "x".repeat(5000);
        assertRefused(file("{\"" + name + "\":1}", 0))
                .message()
                .hasLineCount(1)
                .hasSizeLessThan(300)
                .contains("line\uFFFDbreak\uFFFDxxx");
    }

    @Test
    void plansAreLaidOutByFallingElementSizeThenName() {
        var header = SafetensorsHeader.builder()
                .tensor("bytes", DType.U8, 3)
                .tensor("b", DType.F32, 5)
                .tensor("half", DType.BF16, 7)
                .tensor("a", DType.I32, 1)
                .tensor("wide", DType.I64, 2)
                .tensor("nibbles", DType.F4, 10)
                .build();
        assertThat(header.tensors())
                .extracting(TensorInfo::name)
                .containsExactly("wide", "a", "b", "half", "bytes", "nibbles");
        assertThat(header.dataStart() % 8).isZero();
        for (var tensor : header.tensors()) {
            assertThat(tensor.byteOffset() % Math.max(1, tensor.dtype().bits() / 8))
                    .isZero();
        }
        assertThat(header.fileSize()).isEqualTo(header.dataStart() + 16 + 4 + 20 + 14 + 3 + 5);
    }

    @Test
    void plansSurviveTheRoundTrip() throws ModelFileException {
        var header = SafetensorsHeader.builder()
                .metadata(Map.of("z", "last", "a", "{\"quoted\": \"\\\\ \n\"}", "ümlaut", "音楽 𝄞\u0000"))
                .tensor("", DType.F16, 3)
                .tensor("say \"hi\"\n", DType.F16, 2, 0)
                .tensor("𝄞", DType.F16)
                .inDeclaredOrder()
                .build();
        byte[] bytes = java.util.Arrays.copyOf(header.encode(), Math.toIntExact(header.fileSize()));
        var back = read(bytes);
        assertThat(back.metadata()).isEqualTo(header.metadata()).containsEntry("ümlaut", "音楽 𝄞\u0000");
        assertThat(back.tensors()).isEqualTo(header.tensors());
        assertThat(back.encode()).isEqualTo(header.encode());
    }

    @Test
    void impossiblePlansAreRefused() {
        var builder = SafetensorsHeader.builder().tensor("a", DType.F32, 2);
        assertThatThrownBy(() -> builder.tensor("a", DType.F32, 2)).hasMessageContaining("'a' is declared twice");
        assertThatThrownBy(() -> builder.tensor("__metadata__", DType.F32, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.tensor("b", DType.F32, -2))
                .hasMessage("tensor 'b': shape [-2] has a negative dimension");
        assertThatThrownBy(() -> builder.tensor("\ud800", DType.F32)).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> builder.metadata("k", "\udc00")).hasMessageContaining("surrogate");
        long half = Long.MAX_VALUE / 8;
        for (int i = 0; i < 8; i++) {
            builder.tensor("big" + i, DType.U8, half);
        }
        assertThatThrownBy(builder::build).hasMessageContaining("more than 2^63 bytes");
        assertThatThrownBy(() -> SafetensorsHeader.builder()
                        .metadata("k", "x".repeat(SafetensorsHeader.LONGEST))
                        .build())
                .hasMessageContaining("at most 100000000");
    }
}
