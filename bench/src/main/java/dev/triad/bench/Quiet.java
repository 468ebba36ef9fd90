// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench;

import java.lang.management.ManagementFactory;

/// Whether the machine is quiet enough to believe a measurement.
public final class Quiet {
    private static final double LIMIT = 0.5;

    private Quiet() {}

    /// The load average of the last minute, or -1 where the system does not tell.
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /// Refuses to measure on a loaded machine unless told to.
    public static void require(boolean noisy) {
        if (!noisy && load() > LIMIT) {
            throw new IllegalStateException("the load average is " + load() + ", above " + LIMIT
                    + ": wait until the machine is quiet or pass --noisy");
        }
    }
}
