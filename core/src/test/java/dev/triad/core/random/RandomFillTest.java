// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomFillTest {
    private static final RandomKey KEY = RandomKey.of(2026);
    private static final long STEP = 3_000_000_000L;
    private static final int MICRO_BATCH = 3;
    private static final int SITE = -17;
    private static final double DROP = 0.1;
    private static final int[] SIZES = {0, 1, 2, 255, 256, 257, 511, 512, 513, 1023, 1025, 2047, 2048, 2049, 5000};
    private static final long[] STARTS = {
        0, 1, 2, 255, 256, 511, 512, 767, 1023, 1024, 2047, 2048, 4095, 1_000_000_007L, (1L << 34) - 5000
    };

    /// Each kind of fill, and the slow formula of one of its elements.
    enum Kind {
        UNIFORM(4) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.uniform(key, step, microBatch, site, first, destination);
            }

            @Override
            float element(long i) {
                return (word(i) >>> 8) * 0x1p-24f;
            }
        },
        NORMAL(4) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.normal(key, step, microBatch, site, first, destination, 5, 0.25);
            }

            @Override
            float element(long i) {
                long radius = i & ~256L;
                long angle = i | 256;
                double u = ((word(radius) & 0xFFFFFFFFL) + 1) / 4294967296.0;
                double turn = 2 * Math.PI * ((word(angle) & 0xFFFFFFFFL) / 4294967296.0);
                double z =
                        Math.sqrt(-2 * StrictMath.log(u)) * (i == radius ? StrictMath.cos(turn) : StrictMath.sin(turn));
                return (float) (5 + 0.25 * z);
            }
        },
        TRUNCATED_NORMAL(4) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.truncatedNormal(key, step, microBatch, site, first, destination, -1, 0.02);
            }

            @Override
            float element(long i) {
                return (float) (-1 + 0.02 * Normal.truncated(word(i)));
            }
        },
        KEEP_MASK(4) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.keepMask(key, step, microBatch, site, first, destination, DROP);
            }

            @Override
            float element(long i) {
                return half(i) < 58982 ? 1 / 0.9f : 0;
            }
        },
        KEEP_MASK_BFLOAT16(2) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.keepMaskBfloat16(key, step, microBatch, site, first, destination, DROP);
            }

            @Override
            float element(long i) {
                return half(i) < 58982 ? 1.109375f : 0;
            }
        },
        DROP_MASK(1) {
            @Override
            void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination) {
                RandomFill.dropMask(key, step, microBatch, site, first, destination, DROP);
            }

            @Override
            float element(long i) {
                return half(i) < 58982 ? 0 : 1;
            }
        };

        final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }

        abstract void fill(RandomKey key, long step, int microBatch, int site, long first, MemorySegment destination);

        abstract float element(long i);

        void fill(long first, MemorySegment destination) {
            fill(KEY, STEP, MICRO_BATCH, SITE, first, destination);
        }

        float read(MemorySegment segment, int i) {
            return switch (bytes) {
                case 1 -> segment.get(JAVA_BYTE, i);
                case 2 -> Float.intBitsToFloat(segment.get(JAVA_SHORT_UNALIGNED, 2L * i) << 16);
                default -> segment.get(JAVA_FLOAT_UNALIGNED, 4L * i);
            };
        }

        float[] draw(RandomKey key, long step, int microBatch, int site, int count) {
            var segment = MemorySegment.ofArray(new byte[count * bytes]);
            fill(key, step, microBatch, site, 0, segment);
            var numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = read(segment, i);
            }
            return numbers;
        }

        /// Word i of the draw: plane (i / 256) mod 4 of tile i / 1024, block i mod 256.
        private static int word(long i) {
            var block = new int[4];
            Philox.block(KEY.value(), (int) (i / 1024 * 256 + i % 256), SITE, (int) STEP, MICRO_BATCH, block);
            return block[(int) (i / 256 % 4)];
        }

        private static int half(long i) {
            return word(i / 2) >>> (i % 2 == 0 ? 0 : 16) & 0xFFFF;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyElementMatchesItsFormula(Kind kind) {
        for (long start : STARTS) {
            for (int size : SIZES) {
                var destination = MemorySegment.ofArray(new byte[size * kind.bytes]);
                kind.fill(start, destination);
                for (int i = 0; i < size; i++) {
                    float expected = kind.element(start + i);
                    if (kind.read(destination, i) != expected) {
                        assertThat(kind.read(destination, i))
                                .as("element %d of %d from %d", i, size, start)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void piecesOnSeveralThreadsMakeTheWhole(Kind kind) {
        int size = 100_003;
        var whole = MemorySegment.ofArray(new byte[size * kind.bytes]);
        kind.fill(1234, whole);
        try (var arena = Arena.ofShared()) {
            var pieces = arena.allocate((long) size * kind.bytes);
            int[] cuts = IntStream.concat(IntStream.of(0, size), new Random(5).ints(50, 0, size + 1))
                    .sorted()
                    .toArray();
            IntStream.range(0, cuts.length - 1).parallel().forEach(piece -> {
                long bytes = (long) (cuts[piece + 1] - cuts[piece]) * kind.bytes;
                kind.fill(1234 + cuts[piece], pieces.asSlice((long) cuts[piece] * kind.bytes, bytes));
            });
            assertThat(pieces.mismatch(whole)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unalignedMemoryIsFilledAndItsNeighboursAreNot(Kind kind) {
        int size = 3001;
        var whole = MemorySegment.ofArray(new byte[size * kind.bytes]);
        kind.fill(77, whole);
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate((long) size * kind.bytes + 16, 64).fill((byte) 0x5A);
            kind.fill(77, memory.asSlice(3, (long) size * kind.bytes));
            assertThat(memory.asSlice(3, whole.byteSize()).mismatch(whole)).isEqualTo(-1);
            for (long outside = 0; outside < 16; outside++) {
                long offset = outside < 3 ? outside : outside + whole.byteSize();
                assertThat(memory.get(JAVA_BYTE, offset)).isEqualTo((byte) 0x5A);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void drawsAtDifferentAddressesAreUnrelated(Kind kind) {
        int count = 50_000;
        float[] reference = kind.draw(KEY, 100, 0, 1, count);
        var others = new float[][] {
            kind.draw(KEY, 101, 0, 1, count),
            kind.draw(KEY, 100, 1, 1, count),
            kind.draw(KEY, 100, 0, 2, count),
            kind.draw(KEY, 1, 0, 100, count),
            kind.draw(KEY.named("other"), 100, 0, 1, count),
            kind.draw(new RandomKey(KEY.value() + 1), 100, 0, 1, count)
        };
        for (float[] other : others) {
            assertThat(Statistics.correlationDeviation(reference, other)).isLessThan(4);
        }
        for (int lag : new int[] {1, 2, 8, 256, 512, 1024}) {
            var early = java.util.Arrays.copyOfRange(reference, 0, count - lag);
            var late = java.util.Arrays.copyOfRange(reference, lag, count);
            assertThat(Statistics.correlationDeviation(early, late))
                    .as("lag %d", lag)
                    .isLessThan(4);
        }
    }

    @Test
    void uniformNumbersFillTheirIntervalEvenly() {
        var counts = new long[1024];
        for (float x : Kind.UNIFORM.draw(KEY, 1, 0, 0, 1 << 20)) {
            counts[(int) (x * 1024)]++;
        }
        assertThat(Statistics.chiSquareDeviation(counts)).isLessThan(4);
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        float[] numbers = Kind.NORMAL.draw(KEY, 1, 0, 0, 400_000);
        var sample =
                IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
        Statistics.assertNormalMoments(sample, 5, 0.25);
    }

    @Test
    void truncatedNumbersStayWithinTheCutAndKeepTheirSpread() {
        float[] numbers = Kind.TRUNCATED_NORMAL.draw(KEY, 1, 0, 0, 400_000);
        double sum = 0;
        double squares = 0;
        for (float x : numbers) {
            double z = (x + 1) / 0.02;
            assertThat(Math.abs(z)).isLessThan(2.0001);
            sum += z;
            squares += z * z;
        }
        // Variance of a normal variable cut at ±2: 1 − 4φ(2)/(2Φ(2) − 1).
        double variance = 1 - 4 * Math.exp(-2) / Math.sqrt(2 * Math.PI) / 0.9544997361036416;
        assertThat(sum / numbers.length).isCloseTo(0, within(4 * Math.sqrt(variance / numbers.length)));
        assertThat(squares / numbers.length).isCloseTo(variance, within(0.005));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.99999, 1})
    void masksDropTheirShareAndKeepTheMean(double drop) {
        int count = 1 << 20;
        var floats = new float[count];
        RandomFill.keepMask(KEY, 9, 0, 4, 0, MemorySegment.ofArray(floats), drop);
        var shorts = new short[count];
        RandomFill.keepMaskBfloat16(KEY, 9, 0, 4, 0, MemorySegment.ofArray(shorts), drop);
        var dropped = new byte[count];
        RandomFill.dropMask(KEY, 9, 0, 4, 0, MemorySegment.ofArray(dropped), drop);
        float scale = (float) (1 / (1 - drop));
        int kept = 0;
        for (int i = 0; i < count; i++) {
            float bfloat16 = Float.intBitsToFloat(shorts[i] << 16);
            if ((dropped[i] == 1) != (floats[i] == 0))
                assertThat(dropped[i]).as("element %d", i).isEqualTo((byte) 9);
            if (floats[i] == 0) {
                assertThat(bfloat16).isZero();
            } else {
                kept++;
                assertThat(floats[i]).isEqualTo(scale);
                assertThat(bfloat16).isCloseTo(scale, within(scale / 256));
            }
        }
        double keep = Math.round((1 - drop) * 65536) / 65536.0;
        assertThat(kept / (double) count).isCloseTo(keep, within(4 * Math.sqrt(keep * (1 - keep) / count)));
    }

    @Test
    void elementsBeyondTheDrawAreRefused() {
        var two = MemorySegment.ofArray(new float[2]);
        RandomFill.uniform(KEY, 0, 0, 0, (1L << 34) - 2, two);
        assertThatThrownBy(() -> RandomFill.uniform(KEY, 0, 0, 0, (1L << 34) - 1, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17179869184");
        RandomFill.keepMask(KEY, 0, 0, 0, (1L << 35) - 2, two, 0.5);
        assertThatThrownBy(() -> RandomFill.keepMask(KEY, 0, 0, 0, (1L << 35) - 1, two, 0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RandomFill.uniform(KEY, 0, 0, 0, -1, two))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongArgumentsAreNamed() {
        var three = MemorySegment.ofArray(new byte[3]);
        assertThatThrownBy(() -> RandomFill.uniform(KEY, 0, 0, 0, 0, three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 bytes");
        var none = MemorySegment.ofArray(new float[0]);
        for (double drop : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> RandomFill.keepMask(KEY, 0, 0, 0, 0, none, drop))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("drop is " + drop);
        }
        assertThatThrownBy(() -> RandomFill.uniform(KEY, -1, 0, 0, 0, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step is -1");
    }
}
