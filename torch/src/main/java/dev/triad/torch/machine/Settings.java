// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/// What a run computes on when nobody says otherwise: measured on this machine, or assumed from its features.
///
/// @param device where
/// @param dtype what matrix products run in
/// @param threads threads one operation may use
/// @param attention the form of attention for each type
/// @param origin where all this comes from, for people
public record Settings(Device device, DType dtype, int threads, Map<DType, Forms> attention, String origin) {
    /// The form of attention by the length of the text.
    ///
    /// @param ofShort below 512 tokens
    /// @param ofLong from 512 tokens
    public record Forms(AttentionForm ofShort, AttentionForm ofLong) {}

    public Settings {
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        attention = Map.copyOf(attention);
        if (!attention.containsKey(dtype)) {
            throw new IllegalArgumentException("there is no form of attention for " + dtype + " among " + attention);
        }
    }

    /// The settings of this machine: those measured on it where there are any, else assumed ones.
    ///
    /// @throws IOException if the settings file cannot be read or understood
    public static Settings of(Machine machine, Library library, CacheFolder folder) throws IOException {
        return SettingsFile.in(folder).read(machine, library).orElseGet(() -> assume(machine, library));
    }

    /// What the features of the machine suggest: its first GPU where libtorch can use it, else the processor.
    public static Settings assume(Machine machine, Library library) {
        return assume(machine, library.cuda() ? Device.cuda(0) : Device.CPU);
    }

    /// What the features of the machine suggest for `device`.
    ///
    /// A processor that multiplies bf16 is more than twice as fast in it, if attention is computed explicitly: the
    /// fused attention of libtorch is slow in bf16 on CPUs. In f32 it is not slower and needs less memory.
    public static Settings assume(Machine machine, Device device) {
        boolean gpu = device.type() == Device.Type.CUDA;
        boolean bf16 = gpu || !machine.cpu().bf16().isEmpty();
        var fused = new Forms(AttentionForm.FUSED, AttentionForm.FUSED);
        var forms = new EnumMap<DType, Forms>(DType.class);
        for (var dtype : DType.values()) if (dtype.isFloating()) forms.put(dtype, fused);
        if (!gpu) forms.put(DType.BF16, new Forms(AttentionForm.EXPLICIT, AttentionForm.EXPLICIT));
        return new Settings(
                device,
                bf16 ? DType.BF16 : DType.F32,
                machine.threads(),
                forms,
                "assumed from the features of the " + (gpu ? "GPU" : "processor"));
    }

    /// What was measured to be best. Types that were not measured are treated as f32 is.
    static Settings measured(Measurement measurement, String origin) {
        var forms = new EnumMap<DType, Forms>(DType.class);
        for (var dtype : DType.values()) {
            if (!dtype.isFloating()) continue;
            var like = dtype == DType.BF16 || dtype == DType.F16 ? DType.BF16 : DType.F32;
            forms.put(
                    dtype,
                    new Forms(measurement.attention(like, 0), measurement.attention(like, Measurement.LONG_FROM)));
        }
        return new Settings(measurement.device(), measurement.dtype(), measurement.threads(), forms, origin);
    }

    /// The form of attention for texts of `length` tokens in `dtype`.
    public AttentionForm attention(DType dtype, long length) {
        var forms = attention.get(dtype);
        if (forms == null) throw new IllegalArgumentException("there is no attention in " + dtype);
        return length < Measurement.LONG_FROM ? forms.ofShort() : forms.ofLong();
    }

    /// The resolved settings of a run over texts of `length` tokens.
    public Compute compute(long length) {
        return new Compute(device, dtype, attention(dtype, length), threads);
    }
}
