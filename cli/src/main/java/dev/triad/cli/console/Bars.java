// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import dev.triad.core.progress.Progress;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// Progress as a bar that redraws itself in one line of a terminal. Of several tasks at once the one that moved last is
/// seen; each leaves its final line behind.
final class Bars implements Progress {
    private static final int REDRAW_MILLIS = 200;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter terminal;
    private final int columns;

    Bars(PrintWriter terminal, int columns) {
        this.terminal = terminal;
        this.columns = columns;
    }

    @Override
    public Task start(String name, long total, String unit) {
        var shown = Unit.of(unit);
        var line = new OneLine();
        var bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setUnit(" " + shown.name(), shown.size())
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(line)
                .build();
        return new BarTask(bar, line);
    }

    @Override
    public void message(String line) {
        synchronized (terminal) {
            terminal.print(CLEAR_LINE + line + System.lineSeparator());
            terminal.flush();
        }
    }

    private record BarTask(ProgressBar bar, OneLine line) implements Task {
        @Override
        public void advance(long units) {
            bar.stepBy(units);
        }

        @Override
        public void note(String text) {
            bar.setExtraMessage(" " + text);
        }

        @Override
        public void close() {
            bar.close();
            line.close(); // a bar that was closed before it was first drawn leaves this to us
        }
    }

    /// Where the bar is drawn: our own writer, so that messages and bars never tear each other apart.
    private final class OneLine implements ProgressBarConsumer {
        private boolean closed;

        @Override
        public int getMaxRenderedLength() {
            return columns - 1; // a full last column would wrap on some terminals
        }

        @Override
        public void accept(String drawn) {
            synchronized (terminal) {
                terminal.print(CLEAR_LINE + drawn);
                terminal.flush();
            }
        }

        @Override
        public void close() {
            synchronized (terminal) {
                if (!closed) {
                    closed = true;
                    terminal.print(System.lineSeparator());
                    terminal.flush();
                }
            }
        }
    }
}
