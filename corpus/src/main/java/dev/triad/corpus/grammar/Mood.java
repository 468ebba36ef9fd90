// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.grammar;

import java.util.List;
import java.util.Locale;

/// Whether somebody is pleased, and the words that say so. Those that end a list are as frequent as those that
/// begin it; labelled sentences to learn from use only [#SHOWN] of each kind, so that what the others mean has to
/// be found out from texts without labels.
@SuppressWarnings("ImmutableEnumChecker") // its lists are List.of's
public enum Mood {
    PLEASED(
            "wonderful splendid lovely delightful excellent charming pleasant superb graceful marvellous fine perfect"
                    + " bright beautiful generous clever gentle warm honest cheerful",
            "loved praised admired enjoyed welcomed treasured recommended cherished adored celebrated",
            "happy grateful proud glad content merry"),
    DISPLEASED(
            "terrible awful dreadful horrible poor nasty unpleasant dismal clumsy miserable bad broken"
                    + " gloomy ugly greedy foolish cruel cold rotten bitter",
            "hated blamed despised disliked avoided cursed refused mocked detested dreaded",
            "angry sad ashamed bored weary furious");

    /// Words of each kind that sentences to learn from use.
    static final int SHOWN = 5;

    private final List<String> qualities;
    private final List<String> verbs;
    private final List<String> feelings;

    Mood(String qualities, String verbs, String feelings) {
        this.qualities = words(qualities);
        this.verbs = words(verbs);
        this.feelings = words(feelings);
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    List<String> qualities() {
        return qualities;
    }

    List<String> verbs() {
        return verbs;
    }

    List<String> feelings() {
        return feelings;
    }

    Mood other() {
        return this == PLEASED ? DISPLEASED : PLEASED;
    }

    /// The name in the table of labels.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
