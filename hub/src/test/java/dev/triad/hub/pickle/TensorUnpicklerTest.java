// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.triad.core.model.ModelFileException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The wall around pickles, tried opcode by opcode.
final class TensorUnpicklerTest {
    /// Names that run commands in Python, that the library behind the wall would construct or turn into
    /// dictionaries, and that only look like an allowed one.
    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "__builtin__, getattr",
        "builtins, bytearray",
        "builtins, complex",
        "builtins, ValueError",
        "exceptions, Exception",
        "decimal, Decimal",
        "datetime, datetime",
        "array, array",
        "operator, attrgetter",
        "_codecs, encode",
        "copy_reg, _reconstructor",
        "numpy.core.multiarray, _reconstruct",
        "collections, Counter",
        "torch, QInt8Storage",
        "torch, ComplexDoubleStorage",
        "torch, load",
        "torch.jit, FloatStorage",
        "Torch, FloatStorage",
        "torch, FloatStorage2",
        "argparse, Namespace"
    })
    void whateverIsNotOnTheListIsRefusedByTheNameItAskedFor(String module, String name) {
        String refusal = "the pickle asks for '" + module + "." + name + "'";
        assertRefused(PickleWriter.protocol2().global(module, name).stop(), refusal);
        assertRefused(PickleWriter.protocol2().text(module).text(name).op(0x93).stop(), refusal);
        assertRefused(
                PickleWriter.protocol2()
                        .op('(')
                        .line('i', module)
                        .raw((name + "\n").getBytes(StandardCharsets.US_ASCII))
                        .stop(),
                refusal);
    }

    @Test
    void aNameOnTheListIsNotInstantiatedByOtherOpcodes() {
        assertRefused(
                PickleWriter.protocol2()
                        .op('(')
                        .line('i', "collections")
                        .raw("OrderedDict\n".getBytes(StandardCharsets.US_ASCII))
                        .stop(),
                "asks for 'collections.OrderedDict'");
        assertRefused(
                PickleWriter.protocol2()
                        .global("builtins", "set")
                        .op(')')
                        .op(0x81)
                        .stop(),
                "the pickle uses the opcode 0x81");
        assertRefused(
                PickleWriter.protocol2()
                        .op('(')
                        .global("builtins", "set")
                        .op('o')
                        .stop(),
                "the pickle uses the opcode 0x6f");
    }

    @ParameterizedTest
    @CsvSource({"0x82", "0x83", "0x84", "0x92", "0x97", "0x98", "0x50", "0x7f", "0xff", "0x00"})
    void otherOpcodesAreRefused(String opcode) {
        assertRefused(
                PickleWriter.protocol2().op(']').op(Integer.decode(opcode), 1).stop(),
                "the pickle uses the opcode " + opcode);
    }

    @Test
    void onlyConstructorsAreCalled() {
        assertRefused(
                PickleWriter.protocol2().text("os.system").op(')').op('R').stop(),
                "calls something that cannot be called");
        assertRefused(
                PickleWriter.protocol2()
                        .global("torch", "FloatStorage")
                        .op(')')
                        .op('R')
                        .stop(),
                "calls something that cannot be called");
        assertRefused(
                PickleWriter.protocol2()
                        .global("collections", "OrderedDict")
                        .op(']')
                        .op('R')
                        .stop(),
                "calls something that cannot be called");
    }

    @Test
    void stateIsTakenByDictionariesAndForgotten() throws ModelFileException {
        var pickle = PickleWriter.protocol2()
                .global("collections", "OrderedDict")
                .op(')')
                .op('R')
                .op('}')
                .text("_metadata")
                .number(1)
                .op('s')
                .op('b')
                .stop();
        assertThat(read(pickle)).isEqualTo(Map.of());
        assertRefused(PickleWriter.protocol2().op(']').op('}').op('b').stop(), "puts items into a list");
    }

    @Test
    void dictionariesKeepTheirOrder() throws ModelFileException {
        var writer = PickleWriter.protocol2().op('}').op('(');
        var names = new ArrayList<Object>();
        for (int i = 0; i < 100; i++) {
            names.add("layer." + (i * 7919) % 1000);
            writer.text((String) names.getLast()).number(i);
        }
        assertThat(((Map<?, ?>) read(writer.op('u').stop())).keySet().stream().map(Object.class::cast))
                .containsExactlyElementsOf(names);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(PickleWriter.protocol2().number(255), 255),
                arguments(PickleWriter.protocol2().number(-1), -1),
                arguments(PickleWriter.protocol2().number(1L << 50), 1L << 50),
                arguments(PickleWriter.protocol2().line('L', "123456789012L"), 123456789012L),
                arguments(PickleWriter.protocol2().line('I', "42"), 42),
                arguments(PickleWriter.protocol2().line('I', "01"), true),
                arguments(PickleWriter.protocol2().line('F', "2.5"), 2.5),
                arguments(PickleWriter.protocol2().op('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0), 0.5),
                arguments(PickleWriter.protocol2().text("Löwe"), "Löwe"),
                arguments(PickleWriter.protocol2().op('U', 2, 'h', 'i'), "hi"),
                arguments(PickleWriter.protocol2().line('S', "'hi'"), "hi"),
                arguments(PickleWriter.protocol2().op(')'), new Object[0]),
                arguments(PickleWriter.protocol2().op('(').number(1).number(2).op('l'), List.of(1, 2)),
                arguments(PickleWriter.protocol2().op('(').text("a").number(2).op('d'), Map.of("a", 2)),
                arguments(
                        PickleWriter.protocol2()
                                .op(']')
                                .number(1)
                                .op('a')
                                .op('(')
                                .number(2)
                                .op('e'),
                        List.of(1, 2)),
                arguments(PickleWriter.protocol2().op(0x8f).op('(').text("x").op(0x90), Set.of("x")),
                arguments(PickleWriter.protocol2().op('(').text("x").op(0x91), Set.of("x")),
                arguments(
                        PickleWriter.protocol2()
                                .number(1)
                                .op('(')
                                .number(2)
                                .op('1')
                                .op('2')
                                .op(0x86),
                        new Object[] {1, 1}),
                arguments(PickleWriter.protocol2().text("x").op('q', 5).op('0').op('h', 5), "x"),
                arguments(PickleWriter.protocol2().text("x").op(0x94).op('0').op('h', 0), "x"),
                arguments(PickleWriter.protocol2().op('N').op('0').op(0x88), true));
    }

    @ParameterizedTest
    @MethodSource("values")
    void plainValuesAreRead(PickleWriter writer, Object expected) throws ModelFileException {
        assertThat(read(writer.stop())).isEqualTo(expected);
    }

    @Test
    void pairsMakeAnOrderedDictAsPythonTwoWroteThem() throws ModelFileException {
        var pickle = PickleWriter.protocol2()
                .global("collections", "OrderedDict")
                .op('(')
                .op(']')
                .op('(')
                .text("a")
                .number(1)
                .op(0x86)
                .op('e')
                .op('t')
                .op('R')
                .stop();
        assertThat(read(pickle)).isEqualTo(Map.of("a", 1));
    }

    /// Each claims a length beyond the end of the pickle, up to 2^63: none is allocated.
    @ParameterizedTest
    @CsvSource({"X, 4", "T, 4", "B, 4", "0x8b, 4", "0x8d, 8", "0x8e, 8", "0x96, 8", "U, 1", "C, 1", "0x8c, 1", "0x8a, 1"
    })
    void lengthsBeyondTheEndAreRefusedBeforeAnythingIsAllocated(String opcode, int width) {
        int code = opcode.startsWith("0x") ? Integer.decode(opcode) : opcode.charAt(0);
        for (long length : new long[] {100, 0x7fffffffL, 0xffffffffL, Long.MAX_VALUE, -1}) {
            var writer = PickleWriter.protocol2().op(code);
            for (int i = 0; i < width; i++) {
                writer.op((int) (length >> (8 * i)) & 0xff);
            }
            assertRefused(writer.op('x', 'y').stop(), "is cut short, or has a value longer than itself");
        }
    }

    @Test
    void numbersOfManyDigitsAreRefused() {
        assertRefused(PickleWriter.protocol2().line('L', "7".repeat(1001) + "L").stop(), "a number of 1002 digits");
        assertRefused(
                PickleWriter.protocol2()
                        .op(0x8b)
                        .int32(5000)
                        .raw(new byte[5000])
                        .stop(),
                "a number of 5000 digits");
    }

    @Test
    void whatCannotBeAKeyIsRefused() {
        for (char container : new char[] {']', '}', ')'}) {
            assertRefused(
                    PickleWriter.protocol2()
                            .op('}')
                            .op(container)
                            .number(1)
                            .op('s')
                            .stop(),
                    "for the key of a dictionary");
        }
    }

    @Test
    void aPickleThatEndsEarlyOrLacksOperandsIsDamaged() {
        byte[] whole = PickleWriter.protocol2()
                .op('}')
                .text("w")
                .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .op('s')
                .stop();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "the pickle ");
        }
        for (int opcode = 0; opcode < 256; opcode++) {
            if (opcode != 'N' && opcode != ')' && opcode != ']' && opcode != '}' && opcode != '(') {
                byte[] lone = {(byte) opcode};
                assertRefused(lone, "the pickle ");
            }
        }
    }

    @Test
    void storagesAreReferredToInOneForm() {
        assertRefused(PickleWriter.protocol2().text("0").op('Q').stop(), "refers to something other than a storage");
        assertRefused(
                PickleWriter.protocol2()
                        .op('(')
                        .text("module")
                        .text("a")
                        .text("b")
                        .text("c")
                        .number(1)
                        .op('t')
                        .op('Q')
                        .stop(),
                "refers to 'module' where a storage was expected");
        assertRefused(
                PickleWriter.protocol2().storage("FloatStorage", "0", -1).stop(), "gives storage '0' -1 elements");
        assertRefused(
                PickleWriter.protocol2()
                        .storage("FloatStorage", "0", Long.MAX_VALUE)
                        .stop(),
                "gives storage '0' ");
    }

    @Test
    void lazilyNegatedTensorsAreRefused() {
        var pickle = PickleWriter.protocol2()
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage("FloatStorage", "0", 1)
                .number(0)
                .numbers(1)
                .numbers(1)
                .op(0x89)
                .op('N')
                .op('}')
                .text("neg")
                .op(0x88)
                .op('s')
                .op('t')
                .op('R')
                .stop();
        assertRefused(pickle, "call resolve_neg()");
    }

    @Test
    void runningInCirclesIsBounded() {
        assertRefused(
                PickleWriter.protocol2()
                        .raw("]0".repeat(2_000_001).getBytes(StandardCharsets.US_ASCII))
                        .stop(),
                "more than 4000000 operations");
    }

    @Test
    void whatUnfoldsWithoutEndIsRefused() throws ModelFileException {
        var self = new ArrayList<Object>();
        self.add(self);
        assertUnfoldingRefused(self);
        Object doubled = "ha";
        for (int i = 0; i < 64; i++) {
            doubled = List.of(doubled, doubled);
        }
        assertUnfoldingRefused(doubled);
        var longName = new HashMap<Object, Object>();
        longName.put("k".repeat(1 << 20), new Object[1000]);
        assertUnfoldingRefused(longName);
    }

    private static void assertUnfoldingRefused(Object root) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ObjectTree.of("it.pt", root))
                .withMessageContaining("dictionaries that contain each other");
    }

    private static void assertRefused(byte[] pickle, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> read(pickle))
                .withMessageStartingWith("it.pt: the pickle ")
                .withMessageContaining(words)
                .withMessageMatching(".* \\(byte \\d+\\)");
    }

    private static Object read(byte[] pickle) throws ModelFileException {
        var input = new PickleInput(MemorySegment.ofArray(pickle), 0, Long.MAX_VALUE);
        return TensorUnpickler.read("it.pt", input).root();
    }
}
