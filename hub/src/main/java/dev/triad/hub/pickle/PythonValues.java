// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/// The values of a pickle, asked for as what they should be: lists are [List], tuples `Object[]`, dictionaries
/// [Map], whole numbers [Integer], [Long] or [BigInteger]. None is printed or compared here, because lists can
/// contain themselves.
final class PythonValues {
    private PythonValues() {}

    /// The elements of a list or tuple.
    static List<@Nullable Object> list(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> Collections.unmodifiableList(list);
            case Object[] tuple -> Arrays.asList(tuple);
            case null, default -> throw new PickleException("has " + kind(value) + " where a list was expected");
        };
    }

    /// A whole number of 64 bits.
    static long whole(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case null, default ->
                throw new PickleException("has " + kind(value) + " where a whole number was expected");
        };
    }

    /// The whole numbers of a list or tuple.
    static long[] wholes(@Nullable Object value) {
        return list(value).stream().mapToLong(PythonValues::whole).toArray();
    }

    static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new PickleException("has " + kind(value) + " where text was expected");
    }

    /// A value that can be a key: one that cannot change, and whose hash cannot run in circles.
    static @Nullable Object key(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long _, String _, Boolean _, Double _ -> value;
            case null -> null;
            default -> throw new PickleException("has " + kind(value) + " for the key of a dictionary or in a set");
        };
    }

    /// What a value is, for messages.
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case String _ -> "text";
            case Boolean _ -> "a truth value";
            case Integer _, Long _ -> "a whole number";
            case BigInteger _ -> "a whole number of more than 64 bits";
            case Number _ -> "a number";
            case byte[] _ -> "bytes";
            case List<?> _ -> "a list";
            case Object[] _ -> "a tuple";
            case Map<?, ?> _ -> "a dictionary";
            case Set<?> _ -> "a set";
            case StoredTensor _ -> "a tensor";
            case StorageRef _ -> "a storage";
            default -> "something else";
        };
    }
}
