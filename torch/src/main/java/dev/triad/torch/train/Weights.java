// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Module;
import dev.triad.torch.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

public final class Weights {
    private Weights() {}

    public static void write(Module m, Path p) throws IOException {
        throw new IOException("x");
    }

    public static void read(Module m, Path p) throws IOException {
        throw new IOException("x");
    }

    public static Map<String, Tensor> readTensors(Path p) throws IOException {
        throw new IOException("x");
    }

    public static void writeTensors(Map<String, Tensor> m, Path p) throws IOException {
        throw new IOException("x");
    }
}
