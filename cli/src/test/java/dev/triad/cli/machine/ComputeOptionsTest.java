// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triad.torch.machine.Library;
import dev.triad.torch.machine.Machine;
import dev.triad.torch.machine.Settings;
import dev.triad.torch.machine.Settings.Forms;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class ComputeOptionsTest {
    private static final Forms MIXED = new Forms(AttentionForm.EXPLICIT, AttentionForm.FUSED);
    private static final Settings SETTINGS =
            new Settings(Device.CPU, DType.BF16, 3, Map.of(DType.F32, MIXED, DType.BF16, MIXED), "a test");

    @CommandLine.Command(name = "test")
    static final class Command {
        @CommandLine.Mixin
        ComputeOptions compute;
    }

    private static Compute resolve(boolean cuda, long length, String... arguments) {
        var command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command.compute.resolve(
                length, Machine.probe(), new Library("2.10.0", "OpenBLAS", "AVX2", cuda), SETTINGS);
    }

    @Test
    void whatIsNotSaidComesFromTheSettings() {
        assertThat(resolve(false, 128)).isEqualTo(new Compute(Device.CPU, DType.BF16, AttentionForm.EXPLICIT, 3));
        assertThat(resolve(false, 1024).attention()).isEqualTo(AttentionForm.FUSED);
    }

    @Test
    void whatIsSaidWins() {
        assertThat(resolve(false, 128, "--dtype", "f32", "--attention", "fused", "--threads", "1", "--device", "cpu"))
                .isEqualTo(new Compute(Device.CPU, DType.F32, AttentionForm.FUSED, 1));
    }

    @Test
    void settingsOfTheProcessorSayNothingAboutTheGpu() {
        var compute = resolve(true, 128, "--device", "cuda:1");
        assertThat(compute.device()).isEqualTo(Device.cuda(1));
        assertThat(compute.attention()).isEqualTo(AttentionForm.FUSED);
    }

    @Test
    void aGpuThatCannotBeUsedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolve(false, 128, "--device", "cuda"))
                .withMessageContaining("cuda:0 cannot be used here");
    }

    @Test
    void unknownValuesAreWrongUsage() {
        for (var wrong : new String[][] {
            {"--device", "gpu"}, {"--dtype", "i64"}, {"--dtype", "half"}, {"--attention", "fast"}, {"--threads", "two"}
        }) {
            assertThatExceptionOfType(ParameterException.class)
                    .isThrownBy(() -> resolve(false, 128, wrong))
                    .withMessageContaining(wrong[0])
                    .withMessageContaining(wrong[1]);
        }
    }

    @Test
    void threadsBelowOneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> resolve(false, 128, "--threads", "0"));
    }
}
