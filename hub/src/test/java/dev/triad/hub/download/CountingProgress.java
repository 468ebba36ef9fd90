// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import dev.triad.core.progress.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what was reported to it.
final class CountingProgress implements Progress {
    private final Map<String, Long> advanced = new ConcurrentHashMap<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /// How far the download of a file was said to be, in bytes.
    long advanced(String file) {
        return advanced.getOrDefault("downloading " + file, 0L);
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public Task start(String name, long total, String unit) {
        return new Task() {
            @Override
            public void advance(long units) {
                advanced.merge(name, units, Long::sum);
            }

            @Override
            public void note(String text) {}
        };
    }

    @Override
    public void message(String line) {
        messages.add(line);
    }
}
