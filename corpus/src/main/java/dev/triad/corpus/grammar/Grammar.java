// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.grammar;

import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// Makes sentences by rule. Document i, or row i, of a seed is always the same, whatever their number.
///
/// A document has one topic, whose people, things and places it keeps to, and mostly one mood, so that words of a
/// topic, and words of a mood, are met together. A sentence of one's own mood may first admit the opposite
/// ("although the soup was awful, the cook praised it"): the mood is the main clause's.
public final class Grammar {
    private static final int SENTENCES = 8;
    private static final List<String> TIMES =
            List.of("yesterday", "today", "in the morning", "at night", "last year", "before dawn");

    private final RandomKey documents;
    private final RandomKey rows;

    /// @param seed of all choices
    public Grammar(long seed) {
        documents = RandomKey.of(seed).named("grammar/documents");
        rows = RandomKey.of(seed).named("grammar/rows");
    }

    /// A sentence and what it says.
    public record Row(String sentence, Mood mood) {}

    /// The sentences of a document.
    public List<String> document(int number) {
        var random = documents.at(number, 0, 0);
        var topic = pick(List.of(Topic.values()), random);
        var prevailing = pick(List.of(Mood.values()), random);
        var sentences = new ArrayList<String>();
        for (int i = 0; i < SENTENCES; i++) {
            if (random.nextInt(3) == 0) {
                sentences.add(finish(plain(topic, random)));
            } else {
                var mood = random.nextInt(10) == 0 ? prevailing.other() : prevailing;
                sentences.add(new Speaker(topic, random, Integer.MAX_VALUE).sentence(mood));
            }
        }
        return sentences;
    }

    /// A labelled sentence; its number's parity is its mood.
    ///
    /// @param learned whether it is one to learn from, with few of the words that say a mood, or one to judge by
    public Row row(int number, boolean learned) {
        var random = rows.at(number, 0, learned ? 0 : 1);
        var mood = number % 2 == 0 ? Mood.PLEASED : Mood.DISPLEASED;
        var topic = pick(List.of(Topic.values()), random);
        return new Row(new Speaker(topic, random, learned ? Mood.SHOWN : Integer.MAX_VALUE).sentence(mood), mood);
    }

    private static <T> T pick(List<T> list, RandomStream random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String plain(Topic topic, RandomStream random) {
        String who = pick(topic.people(), random);
        String what = pick(topic.things(), random);
        String where = pick(topic.places(), random);
        return switch (random.nextInt(3)) {
            case 0 -> "the %s %s the %s %s".formatted(who, pick(topic.deeds(), random), what, pick(TIMES, random));
            case 1 -> "there was a %s beside the %s in the %s".formatted(what, pick(topic.things(), random), where);
            default -> "%s the %s went to the %s with a %s".formatted(pick(TIMES, random), who, where, what);
        };
    }

    private static String finish(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }

    /// Says something with a mood.
    ///
    /// @param words how many of each list of words it knows
    private record Speaker(Topic topic, RandomStream random, int words) {
        private String one(List<String> list) {
            return pick(list.subList(0, Math.min(words, list.size())), random);
        }

        String sentence(Mood mood) {
            String who = pick(topic.people(), random);
            String what = pick(topic.things(), random);
            String where = pick(topic.places(), random);
            String quality = one(mood.qualities());
            return finish(
                    switch (random.nextInt(6)) {
                        case 0 -> "the %s %s the %s because it was %s".formatted(who, one(mood.verbs()), what, quality);
                        case 1 ->
                            "the %s %s in the %s made the %s %s"
                                    .formatted(quality, what, where, who, one(mood.feelings()));
                        case 2 ->
                            "the %s said that the %s was %s and %s"
                                    .formatted(who, what, quality, one(mood.qualities()));
                        case 3 ->
                            "although the %s was %s, the %s %s it"
                                    .formatted(what, one(mood.other().qualities()), who, one(mood.verbs()));
                        case 4 ->
                            "the %s was %s, but in the end the %s was %s"
                                    .formatted(who, one(mood.other().feelings()), what, quality);
                        default ->
                            "%s the %s %s the %s and was %s"
                                    .formatted(pick(TIMES, random), who, one(mood.verbs()), what, one(mood.feelings()));
                    });
        }
    }
}
