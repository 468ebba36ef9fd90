// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// 100,000 damaged and hostile files: each is refused in one sentence or read as the format means it.
class SafetensorsFuzzTest {
    private static final int FILES_PER_DAMAGE = 12_500;
    private static final List<DType> DTYPES = List.of(DType.values());
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// What is done to a sound file. Each returns the damaged copy.
    enum Damage {
        TRUNCATION {
            @Override
            byte[] apply(byte[] file, Random random) {
                return Arrays.copyOf(file, random.nextInt(file.length));
            }
        },
        EXTENSION {
            @Override
            byte[] apply(byte[] file, Random random) {
                return Arrays.copyOf(file, file.length + 1 + random.nextInt(40));
            }
        },
        BIT_FLIPS {
            @Override
            byte[] apply(byte[] file, Random random) {
                int flips = 1 + random.nextInt(4);
                for (int i = 0; i < flips; i++) {
                    file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return file;
            }
        },
        HEADER_BYTES {
            @Override
            byte[] apply(byte[] file, Random random) {
                int edits = 1 + random.nextInt(3);
                for (int i = 0; i < edits; i++) {
                    file[8 + random.nextInt(headerLength(file))] =
                            (byte) "{}[]\",:0123456789eE.-+\\ U\0\u00ff".charAt(random.nextInt(26));
                }
                return file;
            }
        },
        HEADER_NUMBERS {
            private static final String[] NUMBERS = {
                "0",
                "1",
                "2",
                "3",
                "8",
                "-1",
                "1.5",
                "1e9",
                "4294967296",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "99999999999999999999999",
                "true",
                "null",
                "[]",
                "{}",
                "\"4\"",
                ""
            };

            @Override
            byte[] apply(byte[] file, Random random) {
                String json = json(file);
                var starts = java.util.regex.Pattern.compile("\\d+")
                        .matcher(json)
                        .results()
                        .toList();
                var chosen = starts.get(random.nextInt(starts.size()));
                String edited = json.substring(0, chosen.start())
                        + NUMBERS[random.nextInt(NUMBERS.length)]
                        + json.substring(chosen.end());
                return rebuilt(file, edited);
            }
        },
        HEADER_PIECES {
            @Override
            byte[] apply(byte[] file, Random random) {
                // Moves or doubles a piece of JSON, often from one structural character to another.
                String json = json(file);
                int from = structural(json, random);
                int to = structural(json, random);
                int at = structural(json, random);
                String piece = json.substring(Math.min(from, to), Math.max(from, to));
                String base = random.nextBoolean() ? json : json.replace(piece, "");
                int place = Math.min(at, base.length());
                return rebuilt(file, base.substring(0, place) + piece + base.substring(place));
            }

            private static int structural(String json, Random random) {
                int from = random.nextInt(json.length());
                while (from < json.length() && "{}[],:\"".indexOf(json.charAt(from)) < 0) {
                    from++;
                }
                return Math.min(json.length(), from + random.nextInt(2));
            }
        },
        HOSTILE_LENGTHS {
            private static final long[] LENGTHS = {
                0,
                1,
                2,
                7,
                8,
                99_999_999,
                100_000_000,
                100_000_001,
                1L << 31,
                (1L << 31) - 1,
                1L << 32,
                1L << 62,
                Long.MAX_VALUE,
                Long.MAX_VALUE - 7,
                Long.MIN_VALUE,
                -1,
                -8
            };

            @Override
            byte[] apply(byte[] file, Random random) {
                long length = switch (random.nextInt(4)) {
                    case 0 -> headerLength(file) + random.nextInt(-9, 10);
                    case 1 -> random.nextLong();
                    case 2 -> file.length - 8 + random.nextInt(-3, 4);
                    default -> LENGTHS[random.nextInt(LENGTHS.length)];
                };
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
                return file;
            }
        },
        RANDOM_JSON {
            @Override
            byte[] apply(byte[] file, Random random) {
                var json = new StringBuilder("{");
                int words = random.nextInt(60);
                for (int i = 0; i < words; i++) {
                    json.append(WORDS[random.nextInt(WORDS.length)]);
                }
                return rebuilt(file, json.toString());
            }

            private static final String[] WORDS = {
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"a\"",
                "\"dtype\"",
                "\"shape\"",
                "\"data_offsets\"",
                "\"__metadata__\"",
                "\"F32\"",
                "0",
                "4",
                "16",
                "\"\"",
                "\"",
                "\\u0000",
                "\\ud800",
                " ",
                "null",
                "-",
                "1e400",
                "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}",
                "\"c\":{\"dtype\":\"F4\",\"shape\":[],\"data_offsets\":[0,0]}"
            };
        };

        /// May change the bytes it is given.
        abstract byte[] apply(byte[] file, Random random);

        static int headerLength(byte[] file) {
            return Math.toIntExact(
                    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
        }

        static String json(byte[] file) {
            return new String(file, 8, headerLength(file), ISO_8859_1);
        }

        /// The file with another header, its length set to match.
        static byte[] rebuilt(byte[] file, String json) {
            int data = 8 + headerLength(file);
            return ByteBuffer.allocate(8 + json.length() + file.length - data)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length())
                    .put(json.getBytes(ISO_8859_1))
                    .put(file, data, file.length - data)
                    .array();
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedFilesAreRefusedOrReadRight(Damage damage) throws ModelFileException {
        var random = new Random(damage.name().hashCode());
        int refused = 0;
        for (int i = 0; i < FILES_PER_DAMAGE; i++) {
            byte[] file = damage.apply(soundFile(random), random);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                var read = SafetensorsFile.of("fuzzed", MemorySegment.ofArray(file));
                assertSound(read, file);
            } catch (ModelFileException e) {
                refused++;
                assertThat(e.getMessage())
                        .startsWith("fuzzed: ")
                        .hasLineCount(1)
                        .hasSizeLessThan(1000);
            }
            // JSON buffers, the parsed header and the checks of this test; nothing of the size that a file claims.
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000 + 200L * file.length);
        }
        assertThat(refused).isGreaterThan(FILES_PER_DAMAGE / 4);
    }

    /// The promises of a header hold, every byte can be read, and writing the header again means the same.
    private static void assertSound(SafetensorsFile read, byte[] file) throws ModelFileException {
        long covered = read.header().dataStart();
        var again = SafetensorsHeader.builder().metadata(read.metadata()).inDeclaredOrder();
        for (var tensor : read.tensors()) {
            assertThat(tensor.byteOffset()).isEqualTo(covered);
            assertThat(tensor.byteLength()).isEqualTo(tensor.dtype().byteLength(tensor.shape()));
            covered = tensor.byteEnd();
            assertThat(read.bytes(tensor.name()))
                    .isEqualTo(Arrays.copyOfRange(file, (int) tensor.byteOffset(), (int) tensor.byteEnd()));
            assertThat(read.segment(tensor.name()).toArray(ValueLayout.JAVA_BYTE))
                    .hasSize((int) tensor.byteLength());
            again.tensor(tensor.name(), tensor.dtype(), tensor.shape());
        }
        assertThat(covered).isEqualTo(file.length);
        var rewritten = again.build();
        byte[] bytes = Arrays.copyOf(rewritten.encode(), Math.toIntExact(rewritten.fileSize()));
        var reread = SafetensorsHeader.read("rewritten", MemorySegment.ofArray(bytes));
        assertThat(reread.metadata()).isEqualTo(read.metadata());
        assertThat(reread.tensors()).isEqualTo(rewritten.tensors());
    }

    private static byte[] soundFile(Random random) {
        var builder = SafetensorsHeader.builder();
        if (random.nextBoolean()) {
            builder.metadata("format", "pt").metadata("note", "größer".repeat(random.nextInt(3)));
        }
        int tensors = 1 + random.nextInt(4);
        for (int i = 0; i < tensors; i++) {
            var dtype = DTYPES.get(random.nextInt(DTYPES.size()));
            var shape = new long[random.nextInt(dtype.bits() < 8 ? 1 : 0, 4)];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = random.nextInt(4);
            }
            if (dtype.bits() < 8) {
                shape[0] *= 4;
            }
            builder.tensor("layer." + i, dtype, shape);
        }
        var header = builder.build();
        var file = new byte[Math.toIntExact(header.fileSize())];
        random.nextBytes(file);
        System.arraycopy(header.encode(), 0, file, 0, Math.toIntExact(header.dataStart()));
        return file;
    }
}
