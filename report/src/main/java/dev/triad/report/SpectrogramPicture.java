// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import dev.triad.core.audio.Spectrogram;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Spectrograms below one another, loudness as colour: all on one scale of decibels, so that what a
/// reconstruction lost is seen.
public final class SpectrogramPicture {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 200;
    private static final int LEFT = 60;
    private static final int TOP = 26;
    private static final int BOTTOM = 30;

    /// What lies so many decibels below the loudest is black.
    private static final double RANGE = 80;

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private SpectrogramPicture() {}

    /// One spectrogram.
    ///
    /// @param title what stands above it
    /// @param spectrogram its magnitudes
    /// @param rate frames per second of the sound
    /// @param hop samples from one frame of the spectrogram to the next
    public record Panel(String title, Spectrogram spectrogram, int rate, int hop) {}

    /// Draws panels into a PNG file, which appears whole or not at all.
    public static void write(Path png, List<Panel> panels) throws IOException {
        if (panels.isEmpty()) throw new IllegalArgumentException("a picture needs a spectrogram");
        double loudest = 1e-9;
        for (var panel : panels) {
            for (float magnitude : panel.spectrogram().magnitudes()) loudest = Math.max(loudest, magnitude);
        }
        var picture = new BufferedImage(
                LEFT + WIDTH + 20, panels.size() * (TOP + HEIGHT) + BOTTOM, BufferedImage.TYPE_INT_RGB);
        var canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int i = 0; i < panels.size(); i++) {
            int top = i * (TOP + HEIGHT) + TOP;
            var panel = panels.get(i);
            paint(panel.spectrogram(), picture, top, loudest);
            canvas.setColor(Color.BLACK);
            canvas.drawString(panel.title(), LEFT, top - 7);
            for (int quarter = 0; quarter <= 2; quarter++) {
                String kilohertz = "%.1f kHz".formatted(panel.rate() / 2000.0 * quarter / 2);
                canvas.drawString(kilohertz, 4, top + HEIGHT - quarter * (HEIGHT - 10) / 2);
            }
        }
        var last = panels.getLast();
        double seconds = (double) (last.spectrogram().frames() - 1) * last.hop() / last.rate();
        for (int quarter = 0; quarter <= 4; quarter++) {
            canvas.drawString(
                    "%.2f s".formatted(seconds * quarter / 4),
                    LEFT + quarter * (WIDTH - 34) / 4,
                    picture.getHeight() - BOTTOM + 18);
        }
        canvas.dispose();
        PngFile.write(png, picture);
    }

    private static void paint(Spectrogram spectrogram, BufferedImage picture, int top, double loudest) {
        for (int x = 0; x < WIDTH; x++) {
            int frame = (int) ((long) x * spectrogram.frames() / WIDTH);
            for (int y = 0; y < HEIGHT; y++) {
                int bin = (int) ((long) (HEIGHT - 1 - y) * spectrogram.bins() / HEIGHT);
                double decibels = 20 * Math.log10(Math.max(spectrogram.get(frame, bin) / loudest, 1e-9));
                picture.setRGB(LEFT + x, top + y, HeatScale.colour(1 + decibels / RANGE));
            }
        }
    }
}
