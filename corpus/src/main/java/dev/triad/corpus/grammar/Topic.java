// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.grammar;

import java.util.List;

/// What a text is about: who is there, with what, where, and doing what.
@SuppressWarnings("ImmutableEnumChecker") // its lists are List.of's
enum Topic {
    HARBOUR(
            "sailor captain fisherman pilot diver",
            "boat anchor rope sail net lantern compass oar",
            "harbour pier bay lighthouse",
            "carried tied pulled painted"),
    KITCHEN(
            "cook baker waiter guest butcher",
            "soup bread kettle pan cake stew spoon plate",
            "kitchen cellar tavern bakery",
            "cooked tasted served warmed"),
    GARDEN(
            "gardener farmer shepherd botanist beekeeper",
            "rose apple fence spade hedge pumpkin ladder basket",
            "garden orchard meadow greenhouse",
            "planted watered picked trimmed"),
    SCHOOL(
            "teacher pupil scholar librarian writer",
            "book letter map poem pencil lesson globe page",
            "school library classroom archive",
            "read copied studied explained"),
    WORKSHOP(
            "smith carpenter tailor potter watchmaker",
            "hammer clock chair coat vase saw nail wheel",
            "workshop market mill attic",
            "repaired built measured sold"),
    STAGE(
            "singer dancer actor violinist drummer",
            "song play drum costume curtain ballad violin dance",
            "theatre square ballroom tent",
            "played rehearsed performed directed");

    private final List<String> people;
    private final List<String> things;
    private final List<String> places;
    private final List<String> deeds;

    Topic(String people, String things, String places, String deeds) {
        this.people = List.of(people.split(" ", -1));
        this.things = List.of(things.split(" ", -1));
        this.places = List.of(places.split(" ", -1));
        this.deeds = List.of(deeds.split(" ", -1));
    }

    List<String> people() {
        return people;
    }

    List<String> things() {
        return things;
    }

    List<String> places() {
        return places;
    }

    List<String> deeds() {
        return deeds;
    }
}
