// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/// Damages files the way transfers, editors and strangers do: a few random changes each.
public final class Damage {
    private static final int[] AWKWARD = {0, 1, 0x7f, 0x80, 0xff};

    private final Random random;

    public Damage(long seed) {
        this.random = new Random(seed);
    }

    /// A damaged copy.
    public byte[] of(byte[] file) {
        byte[] damaged = file.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && damaged.length > 0; i++) {
            damaged = change(damaged);
        }
        return damaged;
    }

    private byte[] change(byte[] file) {
        int at = random.nextInt(file.length);
        int length = 1 + random.nextInt(Math.min(8, file.length - at));
        switch (random.nextInt(8)) {
            case 0, 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> file[at] = (byte) random.nextInt(256);
            case 3 -> Arrays.fill(file, at, at + length, (byte) AWKWARD[random.nextInt(AWKWARD.length)]);
            case 4 -> System.arraycopy(file, random.nextInt(file.length - length + 1), file, at, length);
            case 5 -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(file, at) : splice(file, at, length, 0);
            }
            case 6 -> {
                return splice(file, at, 0, length);
            }
            default -> file[at]++;
        }
        return file;
    }

    /// Replaces a few bytes by others, which may be fewer or more.
    private byte[] splice(byte[] file, int at, int removed, int added) {
        var spliced = new ByteArrayOutputStream(file.length + added);
        spliced.write(file, 0, at);
        var noise = new byte[added];
        random.nextBytes(noise);
        spliced.writeBytes(noise);
        spliced.write(file, at + removed, file.length - at - removed);
        return spliced.toByteArray();
    }
}
