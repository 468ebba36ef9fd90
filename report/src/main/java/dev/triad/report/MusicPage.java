// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A page to listen to music that was made, to look at it, and to see how it was asked for. It needs nothing but
/// itself, or, where the sound is too long for that, the files beside it.
///
/// @param title of the page
/// @param introduction a sentence or two
/// @param settings what was asked for, by name
/// @param pieces what came of it
public record MusicPage(String title, String introduction, SequencedMap<String, String> settings, List<Piece> pieces) {
    /// Bytes of sound and pictures that a page holds itself; with more, it refers to their files.
    private static final long EMBEDDED = 24_000_000;

    public MusicPage {
        pieces = List.copyOf(pieces);
    }

    /// One piece of music.
    ///
    /// @param title what it is called
    /// @param sounds of it; the first is the best
    /// @param pictures of it
    /// @param words that are sung, or empty
    public record Piece(String title, List<Sound> sounds, List<Picture> pictures, String words) {
        public Piece {
            sounds = List.copyOf(sounds);
            pictures = List.copyOf(pictures);
        }
    }

    /// A WAV file.
    public record Sound(String caption, Path wav) {}

    /// A PNG file.
    public record Picture(String caption, Path png) {}

    /// Writes the page, whole or not at all.
    ///
    /// @param html the file; where the page refers to others they must lie beside or below it
    public void write(Path html) throws IOException {
        long bytes = 0;
        for (var piece : pieces) {
            for (var sound : piece.sounds()) bytes += Files.size(sound.wav());
            for (var picture : piece.pictures()) bytes += Files.size(picture.png());
        }
        boolean embedded = bytes <= EMBEDDED;
        var out = new StringBuilder();
        out.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>""")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>")
                .append(escape(title))
                .append("</h1>\n<p>")
                .append(escape(introduction))
                .append("</p>\n</header>\n");
        for (var piece : pieces) append(out, piece, html, embedded);
        out.append("<section>\n<h2>How it was asked for</h2>\n<dl>\n");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            out.append("<div><dt>")
                    .append(escape(setting.getKey()))
                    .append("</dt><dd>")
                    .append(escape(setting.getValue()))
                    .append("</dd></div>\n");
        }
        out.append("</dl>\n</section>\n</main>\n</body>\n</html>\n");
        var fresh = html.resolveSibling(html.getFileName() + ".partial");
        Files.writeString(fresh, out);
        Files.move(fresh, html, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void append(StringBuilder out, Piece piece, Path html, boolean embedded) throws IOException {
        out.append("<section>\n<h2>").append(escape(piece.title())).append("</h2>\n");
        for (var sound : piece.sounds()) {
            out.append("<figure class=\"sound\"><figcaption>")
                    .append(escape(sound.caption()))
                    .append("</figcaption><audio controls preload=\"metadata\" src=\"")
                    .append(address(sound.wav(), "audio/wav", html, embedded))
                    .append("\"></audio></figure>\n");
        }
        for (var picture : piece.pictures()) {
            out.append("<figure><img alt=\"")
                    .append(escape(picture.caption()))
                    .append("\" src=\"")
                    .append(address(picture.png(), "image/png", html, embedded))
                    .append("\"><figcaption>")
                    .append(escape(picture.caption()))
                    .append("</figcaption></figure>\n");
        }
        if (!piece.words().isBlank()) {
            out.append("<details open><summary>Words</summary><pre>")
                    .append(escape(piece.words()))
                    .append("</pre></details>\n");
        }
        out.append("</section>\n");
    }

    private static String address(Path file, String type, Path html, boolean embedded) throws IOException {
        if (embedded) {
            return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        }
        var from = html.toAbsolutePath().getParent();
        if (from == null) throw new IOException(html + ": has no folder");
        var steps = new StringBuilder();
        for (Path step : from.relativize(file.toAbsolutePath())) {
            if (!steps.isEmpty()) steps.append('/');
            steps.append(encode(step.toString()));
        }
        return steps.toString();
    }

    private static String encode(String name) {
        var encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
            encoded.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet & 0xff));
        }
        return encoded.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1d1d26; --soft: #6a6a78; --paper: #f6f5f2; --card: #fff;
              --line: #e2e0da; --accent: #b5376f; }
            @media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --soft: #a0a0b0; --paper: #15151b;
              --card: #1f1f28; --line: #34343f; --accent: #f1609d; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink);
              font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            main { max-width: 64rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
            h1 { margin: 0 0 .25rem; font-size: clamp(1.5rem, 5vw, 2.4rem); line-height: 1.15; overflow-wrap: anywhere; }
            h2 { margin: 0 0 .75rem; font-size: 1.15rem; color: var(--accent); }
            header p { margin: 0; color: var(--soft); }
            section { margin-top: 1.5rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line);
              border-radius: .75rem; }
            figure { margin: 0 0 1rem; }
            figure.sound { display: grid; grid-template-columns: 13rem minmax(0, 1fr); align-items: center;
              gap: .5rem 1rem; }
            audio { width: 100%; height: 2.5rem; }
            img { display: block; width: 100%; height: auto; border-radius: .5rem; background: #fff; }
            figcaption { color: var(--soft); font-size: .9rem; }
            pre { margin: .5rem 0 0; white-space: pre-wrap; font: inherit; }
            summary { color: var(--soft); cursor: pointer; }
            dl { margin: 0; }
            dl div { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: .25rem 1rem; padding: .35rem 0;
              border-bottom: 1px solid var(--line); }
            dl div:last-child { border-bottom: 0; }
            dt { color: var(--soft); }
            dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
            @media (max-width: 40rem) { figure.sound, dl div { grid-template-columns: minmax(0, 1fr); }
              section { padding: 1rem .75rem; } }
            """;
}
