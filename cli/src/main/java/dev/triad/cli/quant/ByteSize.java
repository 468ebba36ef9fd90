// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Sizes of files: `14MB` is 14,000,000 bytes, `14MiB` 14,680,064.
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kMG]i?)?B?", Pattern.CASE_INSENSITIVE);

    @Override
    public Long convert(String value) {
        var match = FORM.matcher(value.strip());
        if (!match.matches()) throw new TypeConversionException("'" + value + "' is no size, such as 14MB or 14MiB");
        String unit = match.group(2) == null ? "" : match.group(2).toLowerCase(Locale.ROOT);
        long base = unit.endsWith("i") ? 1024 : 1000;
        long factor = switch (unit.isEmpty() ? ' ' : unit.charAt(0)) {
            case 'k' -> base;
            case 'm' -> base * base;
            case 'g' -> base * base * base;
            default -> 1;
        };
        var bytes = new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(factor));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + value + "' is larger than any file");
        }
        return bytes.longValue();
    }

    /// For people: `2.31 MB`.
    static String text(long bytes) {
        return bytes < 1000
                ? bytes + " B"
                : bytes < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
    }
}
