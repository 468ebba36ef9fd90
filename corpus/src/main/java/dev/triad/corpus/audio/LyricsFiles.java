// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.data.task.CsvTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The words of songs, in files beside them: for `song.mp3` the text in `song.lyrics.txt` or `song.txt`, when its
/// words are sung in `song.words.csv` (columns `word_start` and `word_end`, in the order of the text), when its
/// lines are in `song.lines.csv` (`start_time`, `end_time`, `lyrics_line`), or both in `song.lrc`. Times are in
/// seconds.
final class LyricsFiles {
    private static final List<String> ENDINGS = List.of(".lyrics.txt", ".txt", ".words.csv", ".lines.csv", ".lrc");
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern LRC = Pattern.compile("((?:\\[\\d{1,3}:\\d{2}(?:[.:]\\d{1,3})?\\])+)(.*)");
    private static final Pattern LRC_TIME = Pattern.compile("\\[(\\d{1,3}):(\\d{2})(?:[.:](\\d{1,3}))?\\]");

    private final Path folder;

    /// @param folder what names in a table of labels are below
    LyricsFiles(Path folder) {
        this.folder = folder;
    }

    /// The words of a song.
    ///
    /// @param named the files that a table of labels names, one or more between spaces; "" to look beside the song
    /// @throws IOException that names the file and what is wrong with it
    Optional<Lyrics> of(SongFile song, String named) throws IOException {
        var files = named.isEmpty() ? beside(song) : named(song, named);
        var text = file(files, ".txt");
        var words = file(files, "words.csv");
        var lines = file(files, "lines.csv");
        if (text.isPresent()) {
            String content = text(text.get());
            if (words.isPresent()) {
                return Optional.of(timed(content, WORD, times(words.get(), "word_start", "word_end"), words.get()));
            }
            if (lines.isPresent()) {
                var times = times(lines.get(), "start_time", "end_time");
                return Optional.of(timed(content, Pattern.compile(".*\\S.*"), times, lines.get()));
            }
            return content.isEmpty() ? Optional.empty() : Optional.of(Lyrics.plain(content));
        }
        if (lines.isPresent()) {
            return Optional.of(ofLines(lines.get()));
        }
        var lrc = file(files, ".lrc");
        return lrc.isPresent() ? Optional.of(ofLrc(lrc.get())) : Optional.empty();
    }

    private static List<Path> beside(SongFile song) {
        return ENDINGS.stream().map(song::beside).filter(Files::isRegularFile).toList();
    }

    private List<Path> named(SongFile song, String named) throws IOException {
        if (Files.isRegularFile(folder.resolve(named))) {
            return List.of(folder.resolve(named));
        }
        var files = new ArrayList<Path>();
        for (String name : named.split("[\\s;]+", -1)) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new IOException("%s: there is no such file with the lyrics of %s".formatted(file, song.id()));
            }
            files.add(file);
        }
        return files;
    }

    private static Optional<Path> file(List<Path> files, String ending) {
        return files.stream()
                .filter(file -> file.getFileName().toString().endsWith(ending))
                .findFirst();
    }

    /// Unix line ends, nothing around it.
    private static String text(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.replace("\uFEFF", "")
                    .replace("\r\n", "\n")
                    .replace('\r', '\n')
                    .strip();
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not UTF-8 text", e);
        }
    }

    private record Time(long line, double start, double end) {}

    private static List<Time> times(Path file, String start, String end) throws IOException {
        var table = CsvTable.read(file);
        if (table.column(start) < 0 || table.column(end) < 0) {
            throw new IOException("%s: needs the columns \"%s\" and \"%s\"; its columns are %s"
                    .formatted(file, start, end, table.columns()));
        }
        var times = new ArrayList<Time>();
        for (var row : table.rows()) {
            try {
                var time = new Time(
                        row.line(),
                        Double.parseDouble(row.values().get(table.column(start))),
                        Double.parseDouble(row.values().get(table.column(end))));
                if (!(time.start >= 0 && time.end >= time.start && time.end < 1e6)) {
                    throw new IOException(
                            "%s: line %d goes from %s to %s seconds".formatted(file, row.line(), time.start, time.end));
                }
                times.add(time);
            } catch (NumberFormatException e) {
                throw new IOException("%s: line %d holds no times in seconds".formatted(file, row.line()), e);
            }
        }
        return times;
    }

    /// Gives the pieces of a text, one after the other, their times.
    private static Lyrics timed(String text, Pattern piece, List<Time> times, Path file) throws IOException {
        var spans = new ArrayList<Lyrics.Span>();
        var matcher = piece.matcher(text);
        while (matcher.find() && spans.size() < times.size()) {
            var time = times.get(spans.size());
            spans.add(new Lyrics.Span(matcher.start(), matcher.end(), time.start, time.end));
        }
        long pieces = matcher.reset().results().count();
        if (pieces != times.size()) {
            throw new IOException(
                    "%s: has times for %d pieces of a text that has %d".formatted(file, times.size(), pieces));
        }
        return new Lyrics(text, spans);
    }

    private static Lyrics ofLines(Path file) throws IOException {
        var table = CsvTable.read(file);
        int column = table.column("lyrics_line");
        if (column < 0) {
            throw new IOException(
                    "%s: has no column \"lyrics_line\"; its columns are %s".formatted(file, table.columns()));
        }
        var times = times(file, "start_time", "end_time");
        var text = new StringBuilder();
        var spans = new ArrayList<Lyrics.Span>();
        for (int i = 0; i < times.size(); i++) {
            String line = table.rows().get(i).values().get(column).strip();
            append(text, spans, line, times.get(i));
        }
        return new Lyrics(text.toString(), spans);
    }

    private static Lyrics ofLrc(Path file) throws IOException {
        record Line(double start, String words) {}
        var lines = new ArrayList<Line>();
        for (String line : text(file).split("\n", -1)) {
            var matcher = LRC.matcher(line.strip());
            if (matcher.matches()) { // the others say who sings
                var time = LRC_TIME.matcher(matcher.group(1));
                while (time.find()) {
                    String fraction = time.group(3);
                    double seconds = 60 * Integer.parseInt(time.group(1))
                            + Double.parseDouble(time.group(2) + "." + (fraction == null ? "0" : fraction));
                    lines.add(new Line(seconds, matcher.group(2).strip()));
                }
            }
        }
        if (lines.isEmpty()) {
            throw new IOException(file + ": holds no line with a time such as [01:23.45]");
        }
        lines.sort(Comparator.comparingDouble(Line::start));
        var text = new StringBuilder();
        var spans = new ArrayList<Lyrics.Span>();
        for (int i = 0; i < lines.size(); i++) {
            double end = lines.get(Math.min(i + 1, lines.size() - 1)).start();
            if (!lines.get(i).words().isEmpty()) { // an empty line ends the one before
                append(
                        text,
                        spans,
                        lines.get(i).words(),
                        new Time(i, lines.get(i).start(), end));
            }
        }
        return new Lyrics(text.toString(), spans);
    }

    private static void append(StringBuilder text, List<Lyrics.Span> spans, String line, Time time) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        spans.add(new Lyrics.Span(text.length(), text.length() + line.length(), time.start, time.end));
        text.append(line);
    }
}
