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
    private static final int WIDTH = 440;

    /// Two points that are less than so far apart have their labels above and below.
    private static final int NEAR = 40;
    private static final int HEIGHT = 300;
    private static final int LEFT = 50;
    private static final int RIGHT = 18;
    private static final int TOP = 48;
    private static final int BOTTOM = 46;
    private static final int COLOURS = 6;

    /// Points whose places are further apart than this factor stand on an axis that doubles.
    private static final double WIDE = 8;

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
        double from = all(horizontal).min().orElse(0);
        double to = all(horizontal).max().orElse(1);
        boolean doubling = horizontal && lines.isEmpty() && from > 0 && to > WIDE * from;
        return doubling ? Axis.doubling(from, to) : Axis.over(from, to);
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
        for (int number = 0; number < points.size(); number++) {
            circles(svg, number, x, y, names.size() % COLOURS);
            names.add(points.get(number).name());
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
        text(svg, "start", "", 4, TOP - 14, up);
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
        if (count == 1 && pen) dot(svg, left(x, line.x()[0]), top(y, line.y()[0]), colour);
    }

    private static void dot(StringBuilder svg, double left, double top, int colour) {
        svg.append(String.format(
                Locale.ROOT, "<circle class=\"l%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", colour, left, top));
    }

    private void circles(StringBuilder svg, int number, Axis x, Axis y, int colour) {
        var group = points.get(number);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < group.x().length; i++) order.add(i);
        Collections.sort(order, (a, b) -> Double.compare(group.x()[a], group.x()[b]));
        for (int i : order) {
            double left = left(x, group.x()[i]);
            double top = top(y, group.y()[i]);
            dot(svg, left, top, colour);
            double place = x.place(group.x()[i]);
            String anchor = place > 0.85 ? "end" : place < 0.15 ? "start" : "middle";
            double at = isBelowAnother(number, left, top, x, y) ? top + 18 : top - 10;
            text(svg, anchor, "name", left, at, group.labels().get(i));
        }
    }

    /// Whether a point of another group lies so near above that a label between them would hide one or the other. Of
    /// two
    /// at the same height, that of the earlier group counts as above.
    private boolean isBelowAnother(int number, double left, double top, Axis x, Axis y) {
        for (int other = 0; other < points.size(); other++) {
            if (other == number) continue;
            var its = points.get(other);
            for (int i = 0; i < its.x().length; i++) {
                int higher = Double.compare(top, top(y, its.y()[i]));
                boolean above = higher > 0 || (higher == 0 && other < number);
                boolean near = top - top(y, its.y()[i]) < NEAR && Math.abs(left - left(x, its.x()[i])) < NEAR;
                if (above && near) return true;
            }
        }
        return false;
    }

    private void legend(StringBuilder svg, List<String> names) {
        if (names.size() < 2) return;
        double at = WIDTH - RIGHT;
        for (int i = names.size() - 1; i >= 0; i--) {
            String name = names.get(i);
            text(svg, "end", "name", at, 14, name);
            at -= 7.0 * name.length() + 10;
            dot(svg, at, 10, i % COLOURS);
            at -= 16;
        }
    }
}
