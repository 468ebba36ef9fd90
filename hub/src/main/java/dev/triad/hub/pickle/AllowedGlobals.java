// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static java.util.Map.entry;

import dev.triad.core.model.DType;
import dev.triad.hub.pickle.AllowedGlobal.Constructor;
import dev.triad.hub.pickle.AllowedGlobal.ElementType;
import dev.triad.hub.pickle.AllowedGlobal.StorageType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/// Every name that a pickle may ask for. This table is the wall: what is not in it does not exist.
///
/// Types that safetensors has no counterpart for (complex of two doubles, quantised integers) are left out, and so
/// refused by their name.
final class AllowedGlobals {
    private static final Constructor DICTIONARY = AllowedGlobals::dictionary;
    private static final Constructor SET = AllowedGlobals::set;
    private static final Constructor TENSOR = StoredTensor::rebuild;

    /// Protocol 2, which `torch.save` writes, calls the module of Python's own types by its name in Python 2.
    private static final Map<String, AllowedGlobal> BY_NAME = Map.ofEntries(
            entry("collections.OrderedDict", DICTIONARY),
            entry("builtins.set", SET),
            entry("builtins.frozenset", SET),
            entry("__builtin__.set", SET),
            entry("__builtin__.frozenset", SET),
            entry("torch.Size", (Constructor) AllowedGlobals::size),
            entry("torch.device", (Constructor) AllowedGlobals::device),
            entry("torch._utils._rebuild_tensor", TENSOR),
            entry("torch._utils._rebuild_tensor_v2", TENSOR),
            entry("torch._utils._rebuild_tensor_v3", (Constructor) StoredTensor::rebuildTyped),
            entry("torch._utils._rebuild_parameter", (Constructor) AllowedGlobals::parameter),
            entry("torch.FloatStorage", storage(DType.F32)),
            entry("torch.DoubleStorage", storage(DType.F64)),
            entry("torch.HalfStorage", storage(DType.F16)),
            entry("torch.BFloat16Storage", storage(DType.BF16)),
            entry("torch.LongStorage", storage(DType.I64)),
            entry("torch.IntStorage", storage(DType.I32)),
            entry("torch.ShortStorage", storage(DType.I16)),
            entry("torch.CharStorage", storage(DType.I8)),
            entry("torch.ByteStorage", storage(DType.U8)),
            entry("torch.BoolStorage", storage(DType.BOOL)),
            entry("torch.ComplexFloatStorage", storage(DType.C64)),
            entry("torch.storage.UntypedStorage", new StorageType(Optional.empty())),
            entry("torch.float64", new ElementType(DType.F64)),
            entry("torch.float32", new ElementType(DType.F32)),
            entry("torch.float16", new ElementType(DType.F16)),
            entry("torch.bfloat16", new ElementType(DType.BF16)),
            entry("torch.float8_e4m3fn", new ElementType(DType.F8_E4M3)),
            entry("torch.float8_e4m3fnuz", new ElementType(DType.F8_E4M3FNUZ)),
            entry("torch.float8_e5m2", new ElementType(DType.F8_E5M2)),
            entry("torch.float8_e5m2fnuz", new ElementType(DType.F8_E5M2FNUZ)),
            entry("torch.float8_e8m0fnu", new ElementType(DType.F8_E8M0)),
            entry("torch.int64", new ElementType(DType.I64)),
            entry("torch.int32", new ElementType(DType.I32)),
            entry("torch.int16", new ElementType(DType.I16)),
            entry("torch.int8", new ElementType(DType.I8)),
            entry("torch.uint64", new ElementType(DType.U64)),
            entry("torch.uint32", new ElementType(DType.U32)),
            entry("torch.uint16", new ElementType(DType.U16)),
            entry("torch.uint8", new ElementType(DType.U8)),
            entry("torch.bool", new ElementType(DType.BOOL)),
            entry("torch.complex64", new ElementType(DType.C64)));

    private AllowedGlobals() {}

    /// What that name stands for, if it is allowed.
    static Optional<AllowedGlobal> find(String module, String name) {
        return Optional.ofNullable(BY_NAME.get(module + "." + name));
    }

    private static StorageType storage(DType elements) {
        return new StorageType(Optional.of(elements));
    }

    /// An `OrderedDict`: empty and filled afterwards, or made of pairs.
    private static Object dictionary(@Nullable Object[] arguments) {
        var dictionary = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        if (arguments.length > 0) {
            for (var item : PythonValues.list(arguments[0])) {
                var pair = PythonValues.list(item);
                if (pair.size() != 2) {
                    throw new PickleException("makes an OrderedDict of something other than pairs");
                }
                dictionary.put(PythonValues.key(pair.getFirst()), pair.getLast());
            }
        }
        return dictionary;
    }

    private static Object set(@Nullable Object[] arguments) {
        var set = new LinkedHashSet<@Nullable Object>();
        if (arguments.length > 0) {
            PythonValues.list(arguments[0]).forEach(element -> set.add(PythonValues.key(element)));
        }
        return set;
    }

    /// `torch.Size` is a tuple of whole numbers by another name.
    private static Object size(@Nullable Object[] arguments) {
        if (arguments.length != 1 || !(arguments[0] instanceof Object[] dimensions)) {
            throw new PickleException("makes a torch.Size of something other than a tuple");
        }
        return dimensions;
    }

    /// Where a tensor was kept, as text; its number, if it has one, is of no use here.
    private static Object device(@Nullable Object[] arguments) {
        if (arguments.length == 0 || !(arguments[0] instanceof String kind)) {
            throw new PickleException("makes a torch.device of something other than text");
        }
        return kind;
    }

    /// A parameter is its tensor; that it wants a gradient says nothing about its values.
    private static Object parameter(@Nullable Object[] arguments) {
        if (arguments.length == 0 || !(arguments[0] instanceof StoredTensor tensor)) {
            throw new PickleException("makes a parameter of something other than a tensor");
        }
        return tensor;
    }
}
