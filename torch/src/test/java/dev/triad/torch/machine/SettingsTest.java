// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final Library OPENBLAS = new Library("2.10.0", "OpenBLAS", "AVX512", false);

    @TempDir
    Path temporary;

    private static Machine machine(String model, String bf16) {
        return new Machine(
                new Cpu(model, 8, 4, "AVX-512", bf16),
                new Cgroup(OptionalDouble.empty(), OptionalLong.empty()),
                new Memory(1L << 34, 1L << 33),
                List.of());
    }

    /// Timings in milliseconds: all products take the same, attention as given for short and long.
    private static Measurement measurement(double product32, double product16, double... attention) {
        var timings = new java.util.ArrayList<Timing>();
        int i = 0;
        for (var dtype : List.of(DType.F32, DType.BF16)) {
            double product = (dtype == DType.F32 ? product32 : product16) / 1e3;
            timings.add(new Timing.Product(dtype, 2048, 256, 256, product));
            timings.add(new Timing.Product(dtype, 2048, 256, 1024, product));
            timings.add(new Timing.Product(dtype, 2048, 1024, 256, product));
            timings.add(new Timing.Product(dtype, 1024, 1024, 1024, 1000)); // no part of a layer
            for (long length : new long[] {128, 1024}) {
                for (var form : List.of(AttentionForm.EXPLICIT, AttentionForm.FUSED)) {
                    timings.add(new Timing.Attention(dtype, form, 16, 4, length, 64, attention[i++] / 1e3));
                }
            }
        }
        return new Measurement(Device.CPU, 3, 0.25, timings);
    }

    private final Measurement bf16Wins = measurement(2, 1, 15, 12, 100, 150, 5, 190, 70, 1400);

    @Test
    void aProcessorWithBf16RunsInItWithExplicitAttention() {
        var settings = Settings.assume(machine("A", "AMX"), Device.CPU);
        assertThat(settings.compute(128)).isEqualTo(new Compute(Device.CPU, DType.BF16, AttentionForm.EXPLICIT, 4));
        assertThat(settings.attention(DType.F32, 128)).isEqualTo(AttentionForm.FUSED);
    }

    @Test
    void aProcessorWithoutBf16StaysWithF32() {
        var settings = Settings.assume(machine("A", ""), Device.CPU);
        assertThat(settings.compute(128)).isEqualTo(new Compute(Device.CPU, DType.F32, AttentionForm.FUSED, 4));
    }

    @Test
    void aGpuRunsInBf16WithFusedAttention() {
        var settings = Settings.assume(machine("A", ""), Device.cuda(0));
        assertThat(settings.compute(128).attention()).isEqualTo(AttentionForm.FUSED);
        assertThat(settings.dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void theMeasuredBestIsChosenByTypeAndLength() {
        assertThat(bf16Wins.dtype()).isEqualTo(DType.BF16);
        assertThat(bf16Wins.attention(DType.F32, 128)).isEqualTo(AttentionForm.FUSED);
        assertThat(bf16Wins.attention(DType.F32, 512)).isEqualTo(AttentionForm.EXPLICIT);
        assertThat(bf16Wins.attention(DType.BF16, 128)).isEqualTo(AttentionForm.EXPLICIT);
    }

    @Test
    void aLayerIsSixProductsForwardTwelveBackwardAndTheFasterAttention() {
        assertThat(bf16Wins.layerSeconds(DType.F32)).isCloseTo((18 * 2 + 12) / 1e3, within(1e-9));
        assertThat(bf16Wins.layerSeconds(DType.BF16)).isCloseTo((18 * 1 + 5) / 1e3, within(1e-9));
    }

    @Test
    void aSmallGainIsNotWorthThePrecision() {
        var even = measurement(2, 1.9, 12, 12, 100, 100, 12, 12, 100, 100);
        assertThat(even.dtype()).isEqualTo(DType.F32);
    }

    @Test
    void measuredSettingsAreReadBackOnTheSameMachine() throws IOException {
        var folder = new CacheFolder(temporary.resolve("cache"));
        var machine = machine("A", "AMX");
        assertThat(Settings.of(machine, OPENBLAS, folder).origin()).contains("assumed");

        var written = SettingsFile.in(folder).write(bf16Wins, machine, OPENBLAS);
        var read = Settings.of(machine, OPENBLAS, folder);
        assertThat(read).isEqualTo(written);
        assertThat(read.origin()).startsWith("measured 20").endsWith("at load 0.25");
        assertThat(read.compute(1024)).isEqualTo(new Compute(Device.CPU, DType.BF16, AttentionForm.EXPLICIT, 3));
        try (var files = Files.list(folder.path())) {
            assertThat(files).containsExactly(folder.path().resolve("settings.json"));
        }
    }

    @Test
    void settingsOfAnotherMachineOrLibraryAreNotUsed() throws IOException {
        var folder = new CacheFolder(temporary);
        SettingsFile.in(folder).write(bf16Wins, machine("A", "AMX"), OPENBLAS);
        assertThat(Settings.of(machine("B", "AMX"), OPENBLAS, folder).origin()).contains("assumed");
        var mkl = new Library("2.10.0", "MKL", "AVX512", false);
        assertThat(Settings.of(machine("A", "AMX"), mkl, folder).origin()).contains("assumed");
    }

    @Test
    void aBrokenSettingsFileIsSaidAndNotGuessedAt() throws IOException {
        var folder = new CacheFolder(temporary);
        var file = SettingsFile.in(folder).path();
        var machine = machine("A", "AMX");
        SettingsFile.in(folder).write(bf16Wins, machine, OPENBLAS);
        var good = Files.readString(file);
        for (var bad : List.of(
                "",
                "{",
                "[]",
                "{}",
                good.replace("\"version\" : 1", "\"version\" : 2"),
                good.replace("\"dtype\" : \"bf16\",\n  \"threads\"", "\"dtype\" : \"b16\",\n  \"threads\""),
                good.replace("\"threads\" : 3", "\"threads\" : 0"),
                good.replace("\"device\"", "\"divice\""))) {
            assertThat(bad).isNotEqualTo(good);
            Files.writeString(file, bad);
            assertThatExceptionOfType(IOException.class)
                    .as(bad)
                    .isThrownBy(() -> Settings.of(machine, OPENBLAS, folder))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("remove it");
        }
    }
}
