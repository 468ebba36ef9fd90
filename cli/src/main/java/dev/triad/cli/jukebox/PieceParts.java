// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.model.packed.ProductWeight;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LabelList;
import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.prior.LyricsConfig;
import dev.triad.jukebox.prior.PackedPrior;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.sample.Composition;
import dev.triad.jukebox.sample.Request;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What each level's prior is asked for: names, words and times as it knows them.
///
/// @param settings what is wanted
/// @param models who is to make it
/// @param compute what priors are loaded for
/// @param warning told, in sentences, what a prior does not know or does not look at
record PieceParts(PieceSettings settings, MusicModels models, Compute compute, Consumer<String> warning) {
    /// The levels to generate, from the top down to the lowest wanted.
    ///
    /// @throws IllegalArgumentException that names what a prior cannot do, and what it can
    List<Composition.Part> all() throws IOException {
        var parts = new ArrayList<Composition.Part>();
        int top = models.codecConfig().levels() - 1;
        for (var entry : models.priors().entrySet()) {
            int level = entry.getKey();
            if (level >= settings.lowest()) parts.add(part(entry.getValue(), level == top));
        }
        return parts;
    }

    private Composition.Part part(PriorLocation location, boolean top) throws IOException {
        var config = location.config();
        int level = config.level();
        return new Composition.Part(
                config,
                new Opening(location, compute, settings.fromCodes()),
                new SamplingRule(
                        settings.temperature().at(level, PieceSettings.TEMPERATURE), settings.topK(), settings.topP()),
                hop(config, settings.hop().at(level, top ? PieceSettings.TOP_HOP : PieceSettings.HOP)),
                request(location, config, top));
    }

    private record Opening(PriorLocation location, Compute compute, boolean fromCodes) implements Composition.Opener {
        @Override
        public Prior open() throws IOException {
            return location.load(compute);
        }

        @Override
        public Map<String, ProductWeight> codes() throws IOException {
            return fromCodes && location.isPacked() ? PackedPrior.codes(location.folder()) : Map.of();
        }
    }

    /// A share of the window as codes: whole codes of the level above.
    static int hop(PriorConfig config, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "--hop is the share of a window that the next one is further on, above 0 and at most 1, not "
                            + share);
        }
        var conditioner = config.conditioner();
        int ratio = conditioner == null ? 1 : conditioner.ratio();
        return Math.max(ratio, (int) (share * config.window()) / ratio * ratio);
    }

    private Request request(PriorLocation location, PriorConfig config, boolean top) throws IOException {
        double rate = config.sampleRate();
        long total = Math.round(settings.total() * rate);
        long offset = Math.round(settings.offset() * rate);
        var lists = location.lists();
        return new Request(labels(lists, config, top), total, offset, lyrics(lists, config, top));
    }

    private LabelIds labels(LabelLists lists, PriorConfig config, boolean top) {
        int level = config.level();
        if (config.labels() == null) {
            if (top && !(settings.artist().isEmpty() && settings.genre().isEmpty())) {
                warning.accept(
                        "the prior of level " + level + " knows no artists and no genres; it does what it likes");
            }
            return LabelIds.UNKNOWN;
        }
        if (top) {
            requireKnown("artist", settings.artist(), List.of(settings.artist()), lists.artists());
            requireKnown("genre", settings.genre(), lists.rules().genres(settings.genre()), lists.genres());
        }
        return lists.ids(settings.artist(), settings.genre(), text -> warning.accept("level " + level + ": " + text));
    }

    /// What was asked for by name must be there: the top level decides what the music is.
    private static void requireKnown(String kind, String asked, List<String> names, LabelList list) {
        for (String name : names) {
            if (list.id(name).isPresent()) continue;
            var near = list.nearest(name);
            throw new IllegalArgumentException("the " + kind + " '" + asked + "' is not among the "
                    + (list.count() - 1) + " that this model knows"
                    + (near.isEmpty() ? some(list) : "; did you mean " + String.join(" or ", near) + "?")
                    + "; leave --" + kind + " out, or say unknown, and it chooses itself");
        }
    }

    private static String some(LabelList list) {
        var names = list.names().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .limit(8)
                .toList();
        return names.isEmpty() ? "" : ", such as " + String.join(", ", names);
    }

    private int[] lyrics(LabelLists lists, PriorConfig config, boolean top) {
        if (config.lyrics() == null) {
            if (top && !settings.lyrics().isEmpty()) {
                warning.accept("the prior of level " + config.level() + " does not read; the lyrics change nothing");
            }
            return new int[0];
        }
        var spelled = lists.rules().alphabet().spell(settings.lyrics());
        if (!spelled.warning().isEmpty()) warning.accept(spelled.warning());
        requireRoom(config.lyrics(), lists);
        return spelled.ids();
    }

    private static void requireRoom(LyricsConfig lyrics, LabelLists lists) {
        if (lyrics.characters() != lists.rules().alphabet().size()) {
            throw new IllegalArgumentException("the prior reads " + lyrics.characters()
                    + " characters, its labels' alphabet has "
                    + lists.rules().alphabet().size());
        }
    }
}
