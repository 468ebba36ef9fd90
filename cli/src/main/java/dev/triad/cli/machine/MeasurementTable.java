// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import dev.triad.torch.machine.Measurement;
import dev.triad.torch.machine.Timing;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;
import java.util.Locale;

/// A measurement as a table:
///
/// ```text
/// Matrix products, GFLOP/s                f32     bf16
///   2048 × 256 · 256 × 256                161      402
/// ```
final class MeasurementTable {
    private MeasurementTable() {}

    static String of(Measurement measurement) {
        var text = new StringBuilder();
        row(text, "Matrix products, GFLOP/s", "f32", "bf16");
        for (var product : measurement.products()) {
            if (product.dtype() != DType.F32) continue;
            var shape =
                    "%d × %d · %d × %d".formatted(product.rows(), product.inner(), product.inner(), product.columns());
            row(text, "  " + shape, gflops(product), gflops(inBf16(measurement, product)));
        }
        row(text, "Attention, forward and backward, ms", "f32", "bf16");
        for (var attention : measurement.attentions()) {
            if (attention.dtype() != DType.F32) continue;
            var shape = "%s, [%d, %d, %d, %d]"
                    .formatted(
                            attention.form(), attention.batch(), attention.heads(), attention.length(), attention.d());
            row(text, "  " + shape, milliseconds(attention.seconds()), milliseconds(inBf16(measurement, attention)));
        }
        row(
                text,
                "A layer of ELECTRA-Small, 16 × 128, ms",
                milliseconds(measurement.layerSeconds(DType.F32)),
                milliseconds(measurement.layerSeconds(DType.BF16)));
        text.append("Best: ").append(measurement.dtype());
        for (var dtype : new DType[] {DType.F32, DType.BF16}) {
            text.append("; ").append(dtype).append(" with ").append(forms(measurement, dtype));
        }
        return text.append(".\n").toString();
    }

    private static String forms(Measurement measurement, DType dtype) {
        AttentionForm ofShort = measurement.attention(dtype, 128);
        AttentionForm ofLong = measurement.attention(dtype, 1024);
        return ofShort == ofLong
                ? ofShort + " attention"
                : ofShort + " attention for short texts and " + ofLong + " for long ones";
    }

    private static Timing.Product inBf16(Measurement measurement, Timing.Product like) {
        return measurement.products().stream()
                .filter(other -> other.dtype() == DType.BF16
                        && other.rows() == like.rows()
                        && other.inner() == like.inner()
                        && other.columns() == like.columns())
                .findFirst()
                .orElseThrow();
    }

    private static double inBf16(Measurement measurement, Timing.Attention like) {
        return measurement.attentions().stream()
                .filter(other ->
                        other.dtype() == DType.BF16 && other.form() == like.form() && other.length() == like.length())
                .findFirst()
                .orElseThrow()
                .seconds();
    }

    private static String gflops(Timing.Product product) {
        return String.format(Locale.ROOT, "%.0f", product.gflops());
    }

    private static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds * 1e3);
    }

    private static void row(StringBuilder text, String name, String f32, String bf16) {
        text.append(String.format(Locale.ROOT, "%-40s%8s%9s%n", name, f32, bf16));
    }
}
