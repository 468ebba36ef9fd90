// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Lines over a common axis.
///
/// @param title above it
/// @param axis what x counts
/// @param series the lines, at least one
public record LineChart(String title, String axis, List<Series> series) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;

    static {
        System.setProperty("java.awt.headless", "true");
    }

    public LineChart {
        series = List.copyOf(series);
        if (series.isEmpty()) throw new IllegalArgumentException("chart '" + title + "' has no lines");
    }

    /// Draws charts below and beside one another into a PNG file, which appears whole or not at all.
    ///
    /// @param columns charts in a row
    public static void write(Path png, List<LineChart> charts, int columns) throws IOException {
        int rows = (charts.size() + columns - 1) / columns;
        var picture = new BufferedImage(WIDTH * columns, HEIGHT * rows, BufferedImage.TYPE_INT_RGB);
        var canvas = picture.createGraphics();
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        for (int i = 0; i < charts.size(); i++) {
            var chart = BitmapEncoder.getBufferedImage(charts.get(i).draw());
            canvas.drawImage(chart, i % columns * WIDTH, i / columns * HEIGHT, null);
        }
        canvas.dispose();
        PngFile.write(png, picture);
    }

    private XYChart draw() {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(axis)
                .build();
        var style = chart.getStyler();
        style.setLegendPosition(LegendPosition.InsideNE);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotGridLinesColor(new Color(225, 225, 225));
        style.setYAxisDecimalPattern("0.#####");
        style.setXAxisDecimalPattern("#,##0");
        for (var line : series) chart.addSeries(line.name(), line.x(), line.y()).setMarker(SeriesMarkers.NONE);
        return chart;
    }
}
