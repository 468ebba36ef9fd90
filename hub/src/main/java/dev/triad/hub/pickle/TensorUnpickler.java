// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.hub.pickle.AllowedGlobal.Constructor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/// Runs a pickle behind a wall: it can make tensors, numbers, text and plain containers, and nothing else.
///
/// The opcodes that push plain values are the library's. Those that name or call something go through
/// [AllowedGlobals], because the library knows many classes and turns unknown ones into dictionaries. Those that
/// fill containers are written here, to keep the order of dictionaries, to refuse keys whose hash could run in
/// circles, and to take a time in proportion to the pickle. Lengths are checked against the bytes that remain
/// before anything of that length is made.
final class TensorUnpickler extends Unpickler {
    /// The longest pickle that is read. Tensors' bytes are not part of it: a model of a thousand tensors has some
    /// hundred kilobytes.
    static final long LONGEST = 64L << 20;

    /// An operation of one byte can make an object of sixty; a tensor takes about forty operations.
    private static final int MOST_OPERATIONS = 4_000_000;

    /// Digits of a number, decimal or in base 256: the time to convert it grows faster than its length.
    private static final int MOST_DIGITS = 1000;

    /// What a pickle held.
    ///
    /// @param storages every storage it referred to, as often as it did
    record Result(@Nullable Object root, List<StorageRef> storages) {}

    private final String place;
    private final PickleInput pickle;
    private final List<StorageRef> storages = new ArrayList<>();
    private int operations;
    private @Nullable Object marker;

    private TensorUnpickler(String place, PickleInput pickle) {
        this.place = place;
        this.pickle = pickle;
    }

    /// Reads one pickle; the input stands behind it afterwards.
    ///
    /// @param place how errors call the file
    /// @throws ModelFileException when the pickle asks for what is not allowed, or is damaged
    static Result read(String place, PickleInput pickle) throws ModelFileException {
        var unpickler = new TensorUnpickler(place, pickle);
        try {
            return new Result(unpickler.load(pickle), unpickler.storages);
        } catch (ModelFileException e) {
            throw e;
        } catch (PickleException e) {
            throw unpickler.fault(Quote.bounded(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw unpickler.fault("ends before its end");
        } catch (RuntimeException e) {
            // Too few operands on the stack, operands of the wrong kind, malformed numbers: the library's checks
            // are casts and array bounds.
            throw unpickler.fault("is damaged");
        }
    }

    @Override
    protected @Nullable Object dispatch(short opcode) throws IOException {
        if (++operations > MOST_OPERATIONS) {
            throw fault("has more than " + MOST_OPERATIONS + " operations");
        }
        if (marker == null) {
            stack.add_mark();
            marker = stack.pop();
        }
        switch (opcode) {
            case Opcodes.GLOBAL -> {
                String module = PickleUtils.readline(pickle);
                stack.add(global(module, PickleUtils.readline(pickle)));
            }
            case Opcodes.STACK_GLOBAL -> {
                String name = PythonValues.text(pop());
                stack.add(global(PythonValues.text(pop()), name));
            }
            case Opcodes.INST -> {
                String module = PickleUtils.readline(pickle);
                throw refused(module, PickleUtils.readline(pickle));
            }
            case Opcodes.REDUCE -> reduce();
            case Opcodes.BUILD -> build();
            case Opcodes.BINPERSID -> refer();
            case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
            case Opcodes.DICT -> {
                var items = popToMark();
                var dictionary = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                put(dictionary, items);
                stack.add(dictionary);
            }
            case Opcodes.SETITEM -> {
                var value = pop();
                var key = pop();
                topDictionary().put(PythonValues.key(key), value);
            }
            case Opcodes.SETITEMS -> {
                var items = popToMark();
                put(topDictionary(), items);
            }
            case Opcodes.APPEND -> {
                var value = pop();
                topList().add(value);
            }
            case Opcodes.APPENDS -> {
                var items = popToMark();
                topList().addAll(items);
            }
            case Opcodes.EMPTY_SET -> stack.add(new LinkedHashSet<>());
            case Opcodes.FROZENSET -> {
                var set = new LinkedHashSet<@Nullable Object>();
                popToMark().forEach(element -> set.add(PythonValues.key(element)));
                stack.add(set);
            }
            case Opcodes.ADDITEMS -> {
                var elements = popToMark();
                var set = topSet();
                elements.forEach(element -> set.add(PythonValues.key(element)));
            }
            case Opcodes.POP_MARK -> popToMark();
            case Opcodes.LONG -> stack.add(decimal());
            case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINBYTES, Opcodes.SHORT_BINUNICODE, Opcodes.LONG1 -> {
                requireLength(1);
                return super.dispatch(opcode);
            }
            case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE -> {
                requireLength(4);
                return super.dispatch(opcode);
            }
            case Opcodes.LONG4 -> {
                requireLength(4);
                requireDigits(pickle.peekLength(4));
                return super.dispatch(opcode);
            }
            case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> {
                requireLength(8);
                return super.dispatch(opcode);
            }
            case Opcodes.MARK,
                    Opcodes.STOP,
                    Opcodes.POP,
                    Opcodes.DUP,
                    Opcodes.NONE,
                    Opcodes.NEWTRUE,
                    Opcodes.NEWFALSE,
                    Opcodes.INT,
                    Opcodes.BININT,
                    Opcodes.BININT1,
                    Opcodes.BININT2,
                    Opcodes.FLOAT,
                    Opcodes.BINFLOAT,
                    Opcodes.STRING,
                    Opcodes.UNICODE,
                    Opcodes.EMPTY_TUPLE,
                    Opcodes.TUPLE,
                    Opcodes.TUPLE1,
                    Opcodes.TUPLE2,
                    Opcodes.TUPLE3,
                    Opcodes.EMPTY_LIST,
                    Opcodes.LIST,
                    Opcodes.GET,
                    Opcodes.BINGET,
                    Opcodes.LONG_BINGET,
                    Opcodes.PUT,
                    Opcodes.BINPUT,
                    Opcodes.LONG_BINPUT,
                    Opcodes.MEMOIZE,
                    Opcodes.PROTO,
                    Opcodes.FRAME -> {
                return super.dispatch(opcode);
            }
            default ->
                throw fault("uses the opcode 0x%02x, which no checkpoint of tensors needs; it is refused"
                        .formatted(opcode));
        }
        return NO_RETURN_VALUE;
    }

    private AllowedGlobal global(String module, String name) throws ModelFileException {
        var found = AllowedGlobals.find(module, name);
        if (found.isEmpty()) {
            throw refused(module, name);
        }
        return found.get();
    }

    private void reduce() {
        if (!(pop() instanceof Object[] arguments) || !(pop() instanceof Constructor constructor)) {
            throw new PickleException("calls something that cannot be called");
        }
        stack.add(constructor.construct(arguments));
    }

    private void refer() {
        var storage = StorageRef.of(pop());
        storages.add(storage);
        stack.add(storage);
    }

    /// Attributes of an `OrderedDict`: `state_dict()` puts version numbers there, which say nothing about values.
    private void build() {
        pop();
        topDictionary();
    }

    private void put(Map<@Nullable Object, @Nullable Object> dictionary, List<@Nullable Object> items) {
        if (items.size() % 2 != 0) {
            throw new PickleException("has a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dictionary.put(PythonValues.key(items.get(i)), items.get(i + 1));
        }
    }

    private Object decimal() throws IOException {
        String digits = PickleUtils.readline(pickle);
        requireDigits(digits.length());
        int end = digits.endsWith("L") ? digits.length() - 1 : digits.length();
        return PickleUtils.optimizeBigint(new BigInteger(digits.substring(0, end)));
    }

    private static void requireDigits(long digits) {
        if (digits > MOST_DIGITS) {
            throw new PickleException("has a number of " + digits + " digits");
        }
    }

    /// Checks the length that comes next: a number of `width` bytes, followed by as many bytes as it says.
    private void requireLength(int width) throws ModelFileException {
        long length = pickle.peekLength(width);
        if (length < 0 || length > pickle.remaining() - width) {
            throw fault("is cut short, or has a value longer than itself");
        }
    }

    private @Nullable Object pop() {
        var value = stack.pop();
        if (isMarker(value)) {
            throw new PickleException("lacks an operand");
        }
        return value;
    }

    @SuppressWarnings("ReferenceEquality") // the library marks the stack with an object of its own
    private boolean isMarker(@Nullable Object value) {
        return value == marker;
    }

    private List<@Nullable Object> popToMark() {
        var values = new ArrayList<@Nullable Object>();
        for (var value = stack.pop(); !isMarker(value); value = stack.pop()) {
            values.add(value);
        }
        Collections.reverse(values);
        return values;
    }

    @SuppressWarnings("unchecked") // whatever is in a container, the unpickler made it
    private Map<@Nullable Object, @Nullable Object> topDictionary() {
        if (stack.peek() instanceof Map<?, ?> dictionary) {
            return (Map<@Nullable Object, @Nullable Object>) dictionary;
        }
        throw new PickleException("puts items into " + PythonValues.kind(stack.peek()));
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object> topList() {
        if (stack.peek() instanceof ArrayList<?> list) {
            return (ArrayList<@Nullable Object>) list;
        }
        throw new PickleException("appends to " + PythonValues.kind(stack.peek()));
    }

    @SuppressWarnings("unchecked")
    private Set<@Nullable Object> topSet() {
        if (stack.peek() instanceof Set<?> set) {
            return (Set<@Nullable Object>) set;
        }
        throw new PickleException("adds elements to " + PythonValues.kind(stack.peek()));
    }

    private ModelFileException refused(String module, String name) {
        return fault("asks for " + Quote.of(module + "." + name)
                + ", which is neither a tensor nor a plain container; it is refused");
    }

    private ModelFileException fault(String fault) {
        return new ModelFileException(place, "the pickle " + fault + " (byte " + pickle.position() + ")");
    }
}
