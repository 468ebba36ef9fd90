// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which kernels a Java has, seen from outside.
final class KernelChoiceTest {
    /// What a service would do: ask for the best kernels, and say what it got.
    static final class Service {
        private Service() {}

        public static void main(String[] arguments) {
            System.out.println(Kernels.fastest().name());
        }
    }

    private static String java(String... flags) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Service.class.getName()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void withoutTheModuleOneLineNamesTheFlagAndPlainJavaComputes() throws IOException, InterruptedException {
        assertThat(java().lines().filter(line -> line.contains("--add-modules jdk.incubator.vector")))
                .hasSize(1);
        assertThat(java()).endsWith("plain Java" + System.lineSeparator());
    }

    @Test
    void withTheModuleItIsUsedUnlessAPropertyKeepsItOut() throws IOException, InterruptedException {
        String flag = "--add-modules=jdk.incubator.vector";
        assertThat(java(flag)).contains("Vector API, ");
        assertThat(java(flag, "-Ddev.triad.runtime.vectors=128")).contains("Vector API, 128 bits");
        assertThat(java(flag, "-Ddev.triad.runtime.vectors=false"))
                .endsWith("plain Java" + System.lineSeparator())
                .doesNotContain("start Java with");
    }
}
