// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Which characters of its lyrics a model looks at while music passes: time to the right, the text from top to
/// bottom, weight as colour. A model that knows where it is draws a line downwards.
public final class AlignmentPicture {
    private static final int WIDTH = 900;
    private static final int LEFT = 60;
    private static final int TOP = 26;
    private static final int BOTTOM = 30;
    private static final int SMALLEST = 120;
    private static final int LARGEST = 480;
    private static final int LINE = 13;

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private AlignmentPicture() {}

    /// One piece of music.
    ///
    /// @param title what stands above it
    /// @param weights a row of characters for each moment
    /// @param text the characters
    /// @param seconds how long the piece is
    @SuppressWarnings("ArrayRecordComponent") // weights to draw, never compared
    public record Panel(String title, float[][] weights, String text, double seconds) {
        public Panel {
            if (weights.length == 0 || weights[0].length == 0 || weights[0].length != text.length()) {
                throw new IllegalArgumentException(title + " has " + text.length() + " characters, and weights of "
                        + (weights.length == 0 ? 0 : weights[0].length));
            }
        }

        /// Rows of pixels: a few for each character where there is room.
        private int height() {
            return Math.clamp((long) text.length() * LINE, SMALLEST, LARGEST);
        }
    }

    /// Draws panels below one another into a PNG file, which appears whole or not at all. Each has its own scale,
    /// from 0 to its largest weight.
    public static void write(Path png, List<Panel> panels) throws IOException {
        if (panels.isEmpty()) throw new IllegalArgumentException("a picture needs an alignment");
        int height =
                panels.stream().mapToInt(panel -> TOP + panel.height() + BOTTOM).sum();
        var picture = new BufferedImage(LEFT + WIDTH + 20, height, BufferedImage.TYPE_INT_RGB);
        var canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        canvas.setColor(Color.BLACK);
        int top = 0;
        for (var panel : panels) {
            top += TOP;
            canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            canvas.drawString(panel.title(), LEFT, top - 7);
            paint(panel, picture, top);
            for (int quarter = 0; quarter <= 4; quarter++) {
                String time = "%.2f s".formatted(panel.seconds() * quarter / 4);
                canvas.drawString(time, LEFT + quarter * (WIDTH - 34) / 4, top + panel.height() + 18);
            }
            canvas.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 11));
            // As many characters as fit below one another; of a long text every second, third, …
            int step = Math.ceilDiv(panel.text().length() * LINE, panel.height());
            for (int c = 0; c < panel.text().length(); c += step) {
                int middle = (2 * c + 1) * panel.height() / (2 * panel.text().length());
                canvas.drawString(shown(panel.text().charAt(c)), LEFT - 14, top + middle + 4);
            }
            top += panel.height() + BOTTOM;
        }
        canvas.dispose();
        PngFile.write(png, picture);
    }

    private static String shown(char character) {
        return switch (character) {
            case '\n' -> "⏎";
            case '\t' -> "⇥";
            case ' ' -> "·";
            default -> String.valueOf(character);
        };
    }

    private static void paint(Panel panel, BufferedImage picture, int top) {
        float[][] weights = panel.weights();
        float largest = Float.MIN_NORMAL;
        for (float[] moment : weights) for (float weight : moment) largest = Math.max(largest, weight);
        for (int x = 0; x < WIDTH; x++) {
            float[] moment = weights[(int) ((long) x * weights.length / WIDTH)];
            for (int y = 0; y < panel.height(); y++) {
                int character = (int) ((long) y * moment.length / panel.height());
                picture.setRGB(LEFT + x, top + y, HeatScale.colour(moment[character] / largest));
            }
        }
    }
}
