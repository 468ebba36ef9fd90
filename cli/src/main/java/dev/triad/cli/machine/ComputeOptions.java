// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import dev.triad.torch.machine.CacheFolder;
import dev.triad.torch.machine.Library;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.machine.Settings;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The mixin of every command that computes with libtorch. What is not said comes from the machine's settings.
public final class ComputeOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            converter = DeviceName.class,
            description = "Where to compute: cpu, cuda or cuda:N.")
    Optional<Device> device;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = DTypeName.class,
            description = "What matrix products run in: f32, bf16 or f64.")
    Optional<DType> dtype;

    @Option(
            names = "--attention",
            paramLabel = "FORM",
            converter = AttentionName.class,
            description = "How attention is computed: explicit or fused.")
    Optional<AttentionForm> attention;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that one operation may use.")
    Optional<Integer> threads;

    /// What was asked for, completed by this machine's settings.
    ///
    /// @param length tokens of the texts that attention will see
    /// @throws IllegalArgumentException if the device is not there
    public Compute resolve(long length) throws IOException {
        var machine = Machine.probe();
        var library = Library.probe();
        return resolve(length, machine, library, Settings.of(machine, library, CacheFolder.ofUser()));
    }

    /// What was asked for, completed by what compares best with a reference: f32 on the CPU with explicit attention.
    ///
    /// @throws IllegalArgumentException if the device is not there
    public Compute resolveExact() throws IOException {
        var resolved = resolve(1);
        return new Compute(
                device.orElse(Device.CPU),
                dtype.orElse(DType.F32),
                attention.orElse(AttentionForm.EXPLICIT),
                resolved.threads());
    }

    Compute resolve(long length, Machine machine, Library library, Settings settings) {
        var where = device.orElse(settings.device());
        if (where.type() == Device.Type.CUDA && !library.cuda()) {
            throw new IllegalArgumentException("device " + where + " cannot be used here: "
                    + (machine.gpus().isEmpty()
                            ? "no NVIDIA GPU is visible."
                            : "Triad was built for the CPU; start it with TRIAD_PROFILES=cuda."));
        }
        // Settings hold for the device they are about; about another one only its features are known.
        var base = where.type() == settings.device().type() ? settings : Settings.assume(machine, where);
        var type = dtype.orElse(base.dtype());
        return new Compute(where, type, attention.orElse(base.attention(type, length)), threads.orElse(base.threads()));
    }

    static final class DeviceName implements ITypeConverter<Device> {
        @Override
        public Device convert(String value) {
            return wrongUsage(() -> Device.parse(value));
        }
    }

    static final class DTypeName implements ITypeConverter<DType> {
        @Override
        public DType convert(String value) {
            return wrongUsage(() -> {
                var dtype = DType.parse(value);
                if (!dtype.isFloating()) throw new IllegalArgumentException("models do not compute in " + dtype);
                return dtype;
            });
        }
    }

    static final class AttentionName implements ITypeConverter<AttentionForm> {
        @Override
        public AttentionForm convert(String value) {
            return wrongUsage(() -> AttentionForm.parse(value));
        }
    }

    /// A value the parser refuses is wrong usage, with the parser's own sentence.
    private static <T> T wrongUsage(java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
