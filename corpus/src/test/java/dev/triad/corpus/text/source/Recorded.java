// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a reader handed over: lines as they are, "¶" for the end of a document that had lines, and the places where
/// reading can begin again, each with the number of events before it.
final class Recorded implements DocumentSink {
    record Place(int file, long offset, boolean insideLine, int events, boolean insideDocument) {}

    static final String END = "¶";

    final List<String> events = new ArrayList<>();
    final List<Place> places = new ArrayList<>();
    private int file;
    private boolean open;

    @Override
    public void enter(int index) {
        file = index;
    }

    @Override
    public void line(byte[] utf8, int from, int to) {
        open = true;
        events.add(new String(utf8, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void endDocument() {
        if (open) {
            events.add(END);
        }
        open = false;
    }

    @Override
    public void reached(long offset, boolean insideLine, long packed) {
        places.add(new Place(file, offset, insideLine, events.size(), open));
    }

    /// A sink that goes on where this one was at `place`.
    static Recorded goingOn(Place place) {
        var rest = new Recorded();
        rest.open = place.insideDocument();
        return rest;
    }
}
