// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The characters that Jukebox sings, in the two sets its models know. Ids count from 1 in the order letters,
/// digits, punctuation, space, tab, line feed; 0 pads, and reads as nothing.
public enum LyricsAlphabet {
    /// With a plus sign: 80 ids, for the label lists called v2.
    V2("+"),
    /// Without: 79 ids, so that everything behind the minus sign has a smaller id, for v3.
    V3("");

    private final String characters;

    LyricsAlphabet(String plus) {
        characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?-" + plus + "'\"()[] \t\n";
    }

    /// How many ids there are, with the padding.
    public int size() {
        return characters.length() + 1;
    }

    /// The text as ids. What is not ASCII is spelled with ASCII letters where that is possible, backslashes become
    /// line feeds, and all other characters are left out, and counted.
    public SpelledLyrics spell(String text) {
        var spelled = new ArrayList<Integer>();
        var origins = new ArrayList<Integer>();
        var left = new TreeMap<String, Integer>();
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            String ascii = AsciiSpelling.of(character == '\\' ? '\n' : character);
            int before = spelled.size();
            for (int i = 0; i < ascii.length(); i++) {
                int id = characters.indexOf(ascii.charAt(i)) + 1;
                if (id == 0) continue;
                spelled.add(id);
                origins.add(at);
            }
            boolean matters = character != '\r' && Character.getType(character) != Character.NON_SPACING_MARK;
            if (spelled.size() == before && matters) left.merge(Character.toString(character), 1, Integer::sum);
        }
        return new SpelledLyrics(integers(spelled), integers(origins), left);
    }

    private static int[] integers(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The text that ids stand for.
    ///
    /// @throws IllegalArgumentException for an id that does not exist
    public String text(int... spelled) {
        var text = new StringBuilder();
        for (int id : spelled) {
            if (id < 0 || id > characters.length()) {
                throw new IllegalArgumentException("there is no character " + id + " among the " + size()
                        + " of the lyrics alphabet: " + Arrays.toString(spelled));
            }
            if (id > 0) text.append(characters.charAt(id - 1));
        }
        return text.toString();
    }
}
