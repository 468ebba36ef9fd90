// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

import dev.triad.report.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Lines or points over two axes, drawn with the page's colours.
///
/// @param across what the horizontal axis counts
/// @param up what the vertical axis counts
/// @param lines curves, named in the legend
/// @param points groups of points, each with what stands beside it
public record Plot(String across, String up, List<Series> lines, List<Points> points) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    private static final int LEFT = 58;
    private static final int RIGHT = 18;
    private static final int TOP = 34;
    private static final int BOTTOM = 46;
    private static final int COLOURS = 6;

    /// Most points of a curve that are drawn; what lies between could not be seen.
    private static final int MOST = 300;

    /// Points of one kind.
    ///
    /// @param name what the legend calls them
    /// @param labels what stands beside each
    @SuppressWarnings("ArrayRecordComponent") // points to draw, never compared
    public record Points(String name, double[] x, double[] y, List<String> labels) {
        public Points {
            labels = List.copyOf(labels);
            if (x.length != y.length || x.length != labels.size()) {
                throw new IllegalArgumentException(name + " has " + x.length + " places, " + y.length + " values and "
                        + labels.size() + " labels");
            }
        }
    }

    public Plot {
        lines = List.copyOf(lines);
        points = List.copyOf(points);
        if (lines.isEmpty() && points.isEmpty()) throw new IllegalArgumentException("a plot of '" + up + "' is empty");
    }

    /// Curves alone.
    public static Plot lines(String across, String up, List<Series> lines) {
        return new Plot(across, up, lines, List.of());
    }

    /// Points alone.
    public static Plot points(String across, String up, List<Points> points) {
        return new Plot(across, up, List.of(), points);
    }

    private DoubleStream all(boolean horizontal) {
        var values = new ArrayList<double[]>();
        lines.forEach(line -> values.add(horizontal ? line.x() : line.y()));
        points.forEach(group -> values.add(horizontal ? group.x() : group.y()));
        return values.stream().flatMapToDouble(DoubleStream::of).filter(Double::isFinite);
    }

    private Axis axis(boolean horizontal) {
        return Axis.over(all(horizontal).min().orElse(0), all(horizontal).max().orElse(1));
    }

    /// The drawing.
    public Html draw() {
        var x = axis(true);
        var y = axis(false);
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s over %s\">",
                WIDTH,
                HEIGHT,
                Html.escape(up),
                Html.escape(across)));
        grid(svg, x, y);
        var names = new ArrayList<String>();
        for (var line : lines) {
            path(svg, line, x, y, names.size() % COLOURS);
            names.add(line.name());
        }
        for (var group : points) {
            circles(svg, group, x, y, names.size() % COLOURS);
            names.add(group.name());
        }
        legend(svg, names);
        return new Html(svg.append("</svg>").toString());
    }

    private static double left(Axis axis, double value) {
        return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double top(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void grid(StringBuilder svg, Axis x, Axis y) {
        for (int mark = 0; mark < y.marks(); mark++) {
            double at = top(y, y.at(mark));
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    at,
                    at));
            text(svg, "end", "", LEFT - 8, at + 4, y.labels().get(mark));
        }
        for (int mark = 0; mark < x.marks(); mark++) {
            text(
                    svg,
                    "middle",
                    "",
                    left(x, x.at(mark)),
                    HEIGHT - BOTTOM + 18,
                    x.labels().get(mark));
        }
        text(svg, "end", "", WIDTH - RIGHT, HEIGHT - 8, across);
        text(svg, "start", "", 4, 14, up);
    }

    private static void text(StringBuilder svg, String anchor, String kind, double x, double y, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text text-anchor=\"%s\"%s x=\"%.1f\" y=\"%.1f\">%s</text>",
                anchor,
                kind.isEmpty() ? "" : " class=\"" + kind + "\"",
                x,
                y,
                Html.escape(text)));
    }

    private static void path(StringBuilder svg, Series line, Axis x, Axis y, int colour) {
        svg.append("<path class=\"l").append(colour).append("\" d=\"");
        boolean pen = false;
        int count = line.x().length;
        int stride = Math.max(1, (count + MOST - 1) / MOST);
        for (int i = 0; i < count; i += i + stride < count || i == count - 1 ? stride : count - 1 - i) {
            if (!Double.isFinite(line.y()[i])) {
                pen = false;
                continue;
            }
            svg.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", left(x, line.x()[i]), top(y, line.y()[i])));
            pen = true;
        }
        svg.append("\"/>");
    }

    private static void circles(StringBuilder svg, Points group, Axis x, Axis y, int colour) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < group.x().length; i++) order.add(i);
        Collections.sort(order, (a, b) -> Double.compare(group.x()[a], group.x()[b]));
        for (int i : order) {
            double left = left(x, group.x()[i]);
            double top = top(y, group.y()[i]);
            svg.append(String.format(
                    Locale.ROOT, "<circle class=\"l%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", colour, left, top));
            boolean far = x.place(group.x()[i]) > 0.75;
            text(
                    svg,
                    far ? "end" : "start",
                    "name",
                    far ? left - 9 : left + 9,
                    top + 4,
                    group.labels().get(i));
        }
    }

    private void legend(StringBuilder svg, List<String> names) {
        if (names.size() < 2) return;
        double at = WIDTH - RIGHT;
        for (int i = names.size() - 1; i >= 0; i--) {
            String name = names.get(i);
            text(svg, "end", "name", at, 14, name);
            at -= 7.0 * name.length() + 10;
            svg.append(String.format(
                    Locale.ROOT, "<circle class=\"l%d\" cx=\"%.1f\" cy=\"10\" r=\"5\"/>", i % COLOURS, at));
            at -= 16;
        }
    }
}
