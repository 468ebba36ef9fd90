// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.report.page.Page;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The page that the tour ends with: what happened, in plain words, with everything inside.
///
/// @param results of every step, by its name
record TourPage(TourSettings settings, Itinerary itinerary, List<Part> parts, Map<String, StepResult> results) {
    void write(Path file) throws IOException {
        double seconds =
                results.values().stream().mapToDouble(StepResult::seconds).sum();
        var page = new Page(
                "A tour of Triad",
                String.format(
                        Locale.ROOT,
                        "Three systems were trained from nothing on this computer in %s: ELECTRA, which learns to read;"
                                + " Quant-Noise, which makes models small; Jukebox, which learns music. Everything"
                                + " on this page was measured or made on the way, and each part ends with the command"
                                + " that does it with data of your own.",
                        duration(seconds)));
        page.note(machine());
        var text = new TextChapters(itinerary, results);
        text.reading(page);
        end(page, "words", "reading");
        own(page, """
                triad text vocab --input my-texts --size 8192 --out vocab.txt
                triad text prepare --input my-texts --vocab vocab.txt --held-out 0.01 --out shards
                triad electra pretrain --data shards --preset small --out encoder""");
        text.learning(page);
        end(page, "learning a task");
        own(page, """
                triad electra finetune --model encoder --task classification --data my-task --trials 3 --out task""");
        text.shrinking(page);
        end(page, "shrinking");
        own(page, """
                triad quant compress --model encoder --task classification --data my-task --noise pq --target 2MB \\
                    --out small.safetensors""");
        text.answering(page);
        end(page, "answering");
        own(page, """
                triad run classify --model small.safetensors --input my-questions.txt
                triad package --model small.safetensors --out answers""");
        var music = new MusicChapters(itinerary, results);
        music.songs(page);
        end(page, "music");
        own(page, "triad jukebox dataset --input my-songs --metadata my-songs/metadata.csv --out songs");
        music.codec(page);
        end(page, "listening");
        own(page, """
                triad jukebox vqvae train --data songs --preset small --out codec
                triad jukebox vqvae encode --model codec --data songs --out codes""");
        music.composing(page);
        end(page, "composing");
        own(page, """
                triad jukebox prior train --level 2 --data codes --preset nano --out top
                triad jukebox prior train --level 1 --data codes --preset nano_upsampler --out middle
                triad jukebox prior train --level 0 --data codes --preset nano_upsampler --out bottom
                triad jukebox sample --codec codec --prior top --prior middle --prior bottom --artist "My Artist" \\
                    --genre waltz --lyrics words.txt --length 8 --out piece""");
        times(page, seconds);
        page.write(file);
    }

    private void end(Page page, String... titles) {
        var lines = new ArrayList<String>();
        for (var part : parts) {
            if (!List.of(titles).contains(part.title())) continue;
            for (var step : part.steps()) {
                var result = results.get(step.id());
                if (result != null) lines.add(result.line());
            }
        }
        page.commands("The commands that made this", lines);
    }

    private static void own(Page page, String commands) {
        page.command("With data of your own", commands.strip());
    }

    private void times(Page page, double seconds) {
        page.section("How long it took");
        var rows = new ArrayList<List<String>>();
        for (var part : parts) {
            double its = part.steps().stream()
                    .mapToDouble(step -> {
                        var result = results.get(step.id());
                        return result == null ? 0 : result.seconds();
                    })
                    .sum();
            rows.add(List.of(
                    part.title(), Integer.toString(part.steps().size()), String.format(Locale.ROOT, "%.1f s", its)));
        }
        rows.add(List.of("all", Integer.toString(results.size()), String.format(Locale.ROOT, "%.1f s", seconds)));
        page.table(List.of("part", "commands", "time"), rows);
        page.command("The whole tour on data of your own", """
                triad tour --text my-texts --task my-task --music my-songs --minutes 60 --out my-tour""");
    }

    private String machine() {
        var runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "%d cores, %s %s, Java %s; asked for about %s minutes, seed %d.",
                runtime.availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                BigDecimal.valueOf(settings.minutes()).stripTrailingZeros().toPlainString(),
                settings.seed());
    }

    private static String duration(double seconds) {
        return seconds < 100
                ? String.format(Locale.ROOT, "%.0f seconds", seconds)
                : String.format(Locale.ROOT, "%.1f minutes", seconds / 60);
    }
}
