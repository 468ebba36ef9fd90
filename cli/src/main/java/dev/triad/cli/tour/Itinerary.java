// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the tour runs: the commands, in order, for so many minutes and this or that data.
///
/// @param settings what was asked for
record Itinerary(TourSettings settings) {
    /// Levels of the codec.
    static final int LEVELS = 3;

    /// A place in the tour's folder.
    Path at(String name) {
        return settings.out().resolve(name);
    }

    Words words(String command) {
        return new Words(settings.out(), command);
    }

    /// The folder with the texts to pretrain on.
    Path corpus() {
        return settings.text() == null ? at("text/corpus") : settings.text();
    }

    /// The folder with the task.
    Path task() {
        return settings.task() == null ? at("text/task") : settings.task();
    }

    boolean isComposedTask() {
        return settings.task() == null;
    }

    /// The folder with the songs.
    Path songs() {
        return settings.music() == null ? at("songs") : settings.music();
    }

    boolean isComposedMusic() {
        return settings.music() == null;
    }

    /// All of it.
    List<Part> parts() {
        var parts = new ArrayList<Part>();
        parts.addAll(new TextRoute(this).parts());
        parts.addAll(new MusicRoute(this).parts());
        return List.copyOf(parts);
    }
}
