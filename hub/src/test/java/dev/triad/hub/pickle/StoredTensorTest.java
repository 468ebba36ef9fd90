// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.model.DType;
import dev.triad.hub.pickle.AllowedGlobal.StorageType;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Compares the check of bounds with the same check in numbers without end.
final class StoredTensorTest {
    private static final long[] AWKWARD = {
        -1, 0, 1, 2, 3, 5, 1L << 31, 1L << 32, 1L << 58, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
    };

    @Test
    void exactlyTheTensorsWithinTheirStorageAreAccepted() {
        var random = new Random(11);
        int accepted = 0;
        for (int trial = 0; trial < 200_000; trial++) {
            long count = Math.max(0, Math.min(1L << 58, number(random)));
            long start = number(random);
            int rank = random.nextInt(4);
            var size = new long[rank];
            var stride = new long[rank];
            for (int d = 0; d < rank; d++) {
                size[d] = number(random);
                stride[d] = number(random);
            }
            var ref = new StorageRef("0", new StorageType(Optional.of(DType.F32)), count, 0, count);
            var tensor = new StoredTensor(ref, DType.F32, start, size, stride);
            boolean expected = fits(count, start, size, stride);
            assertThat(accepts(tensor))
                    .as("count %s, start %s, size %s, stride %s", count, start, size, stride)
                    .isEqualTo(expected);
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(5_000);
    }

    private static long number(Random random) {
        return random.nextInt(4) == 0 ? AWKWARD[random.nextInt(AWKWARD.length)] : random.nextInt(8);
    }

    private static boolean accepts(StoredTensor tensor) {
        try {
            tensor.requireWithinStorage();
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean fits(long count, long start, long[] size, long[] stride) {
        var bits = BigInteger.valueOf(DType.F32.bits());
        var last = BigInteger.valueOf(start);
        boolean empty = false;
        for (int d = 0; d < size.length; d++) {
            if (size[d] < 0) {
                return false;
            }
            bits = bits.multiply(BigInteger.valueOf(size[d]));
            // Where a dimension of 0 comes after others too large to multiply, the size cannot be told.
            if (bits.bitLength() > 63) {
                return false;
            }
            empty |= size[d] == 0;
        }
        if (empty) {
            return start >= 0 && start <= count;
        }
        for (int d = 0; d < size.length; d++) {
            if (stride[d] < 0) {
                return false;
            }
            last = last.add(BigInteger.valueOf(size[d] - 1).multiply(BigInteger.valueOf(stride[d])));
        }
        return start >= 0 && last.compareTo(BigInteger.valueOf(count)) < 0;
    }
}
