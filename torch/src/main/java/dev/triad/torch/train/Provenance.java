// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Torch;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What a run's numbers depend on besides its configuration: recorded in every checkpoint.
public final class Provenance {
    private Provenance() {}

    /// The resolved compute settings as plain values: device, dtype, attention, threads, blas.
    public static SequencedMap<String, Object> compute(Compute compute) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("device", compute.device().toString());
        settings.put("dtype", compute.dtype().toString());
        settings.put("attention", compute.attention().toString());
        settings.put("threads", compute.threads());
        settings.put("blas", Torch.blas());
        return settings;
    }

    /// Versions and machine, for people who compare runs.
    public static SequencedMap<String, Object> environment() {
        var environment = new LinkedHashMap<String, Object>();
        String version = Provenance.class.getPackage().getImplementationVersion();
        environment.put("triad", version == null ? "development" : version);
        environment.put("libtorch", Torch.version());
        environment.put("cpu_capability", Torch.cpuCapability());
        environment.put("java", Runtime.version().toString());
        environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        return environment;
    }
}
