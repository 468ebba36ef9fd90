// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import java.time.Duration;
import java.util.Locale;

/// How an amount of work is written: bytes as MB (10⁶), everything else as it is counted.
///
/// @param name what stands behind the number
/// @param size how many units of work make one of these
record Unit(String name, long size) {
    private static final Unit MEGABYTES = new Unit("MB", 1_000_000);

    static Unit of(String counted) {
        return counted.equals("bytes") ? MEGABYTES : new Unit(counted, 1);
    }

    /// "121.3 of 480.5 MB", or "121.3 MB" when nobody knows the total.
    String amount(long done, long total) {
        return (total < 0 ? number(done) : number(done) + " of " + number(total)) + " " + name;
    }

    /// "12.1 MB/s"; empty when no time has passed.
    String rate(long done, Duration time) {
        if (time.isZero() || time.isNegative()) {
            return "";
        }
        double perSecond = done / (double) size / (time.toNanos() / 1e9);
        return String.format(Locale.ROOT, perSecond < 100 ? "%,.1f %s/s" : "%,.0f %s/s", perSecond, name);
    }

    private String number(long units) {
        return size == 1
                ? String.format(Locale.ROOT, "%,d", units)
                : String.format(Locale.ROOT, "%,.1f", units / (double) size);
    }

    /// "0.4 s", "39 s", "4 min 10 s", "3 h 20 min".
    static String time(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
