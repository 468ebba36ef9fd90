// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.model.DType;
import dev.triad.hub.pickle.AllowedGlobal.StorageType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compares random views with their definition: element (i, j, …) is the one at start + i·stride₀ + j·stride₁ + ….
final class StridedCopyTest {
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"U8", "F16", "F32", "I64"})
    void everyElementIsWhereItsStridesPutIt(DType dtype) {
        var random = new Random(7);
        for (int trial = 0; trial < 2000; trial++) {
            int rank = random.nextInt(5);
            var size = new long[rank];
            var stride = new long[rank];
            long reach = 0;
            for (int d = 0; d < rank; d++) {
                size[d] = random.nextInt(5);
                stride[d] = random.nextInt(7);
                reach += Math.max(0, size[d] - 1) * stride[d];
            }
            if (random.nextInt(3) == 0) {
                reach = makeContiguous(size, stride);
            }
            long start = random.nextInt(4);
            long count = start + reach + 1 + random.nextInt(3);
            int width = dtype.bits() / 8;
            var bytes = new byte[(int) count * width];
            random.nextBytes(bytes);
            var ref = new StorageRef("0", new StorageType(Optional.of(dtype)), count, 0, count);
            var tensor = new StoredTensor(ref, dtype, start, size, stride);

            tensor.requireWithinStorage();
            var expected = defined(bytes, tensor, width);
            assertThat(StridedCopy.of(MemorySegment.ofArray(bytes), tensor, Arena.ofAuto())
                            .toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(expected);
            if (tensor.isContiguous()) {
                int from = (int) tensor.startByte();
                assertThat(Arrays.copyOfRange(bytes, from, from + expected.length))
                        .isEqualTo(expected);
            }
        }
    }

    private static long makeContiguous(long[] size, long[] stride) {
        long count = 1;
        for (int d = size.length - 1; d >= 0; d--) {
            stride[d] = count;
            count *= size[d];
        }
        return Math.max(0, count - 1);
    }

    private static byte[] defined(byte[] storage, StoredTensor tensor, int width) {
        int count = 1;
        for (long dimension : tensor.size()) {
            count *= (int) dimension;
        }
        var expected = new byte[count * width];
        for (int element = 0; element < count; element++) {
            long at = tensor.start();
            int rest = element;
            for (int d = tensor.size().length - 1; d >= 0; d--) {
                at += rest % tensor.size()[d] * tensor.stride()[d];
                rest /= (int) tensor.size()[d];
            }
            System.arraycopy(storage, (int) at * width, expected, element * width, width);
        }
        return expected;
    }
}
