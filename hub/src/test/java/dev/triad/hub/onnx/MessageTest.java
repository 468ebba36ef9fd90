// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The wire format, against the examples of protocol buffers' own documentation.
final class MessageTest {
    private static String hex(Message message) throws IOException {
        var bytes = new ByteArrayOutputStream();
        message.writeTo(Channels.newChannel(bytes));
        assertThat(message.size()).isEqualTo(bytes.size());
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void theExamplesOfTheDocumentationAreWritten() throws IOException {
        assertThat(hex(new Message().add(1, 150))).isEqualTo("089601");
        assertThat(hex(new Message().add(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new Message().add(3, new Message().add(1, 150)))).isEqualTo("1a03089601");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8001",
        "300, ac02",
        "16384, 808001",
        "-1, ffffffffffffffffff01",
        "-2, feffffffffffffffff01",
        "9223372036854775807, ffffffffffffffff7f",
        "-9223372036854775808, 80808080808080808001"
    })
    void wholeNumbersTakeSevenBitsAByte(long value, String bytes) throws IOException {
        assertThat(hex(new Message().add(1, value))).isEqualTo("08" + bytes);
    }

    @Test
    void largeFieldNumbersTakeLongerKeys() throws IOException {
        assertThat(hex(new Message().add(15, 0))).isEqualTo("7800");
        assertThat(hex(new Message().add(16, 0))).isEqualTo("800100");
        assertThat(hex(new Message().add(20, 7))).isEqualTo("a00107");
    }

    @Test
    void floatsAreLittleEndian() throws IOException {
        assertThat(hex(new Message().add(2, 1.5f))).isEqualTo("150000c03f");
    }

    @Test
    void textIsUtf8AndItsLengthIsInBytes() throws IOException {
        assertThat(hex(new Message().add(1, "ä"))).isEqualTo("0a02c3a4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 100_000})
    void aMessageInAMessageKeepsItsLength(int size) throws IOException {
        var inner = new Message().add(9, Payload.of(new byte[size])).add(1, 3);
        var plain = hex(inner);
        var outer = hex(new Message().add(1, 5).add(4, inner).add(1, 6));
        assertThat(outer).startsWith("080522").endsWith(plain + "0806");
    }

    @Test
    void aMessageCanBeWrittenTwice() throws IOException {
        var message = new Message().add(1, "a").add(2, 7);
        assertThat(hex(message)).isEqualTo(hex(message)).isEqualTo("0a01611007");
    }
}
