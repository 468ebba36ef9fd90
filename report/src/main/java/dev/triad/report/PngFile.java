// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/// A picture on disk, which appears whole or not at all.
final class PngFile {
    private PngFile() {}

    static void write(Path png, BufferedImage picture) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, "png", bytes)) throw new IOException("this JDK cannot write PNG files");
        var fresh = png.resolveSibling(png.getFileName() + ".partial");
        Files.write(fresh, bytes.toByteArray());
        Files.move(fresh, png, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
