// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Characters as ASCII letters that look or sound like them: accents fall off, ligatures come apart, and Greek and
/// Cyrillic are spelled with Latin letters. Scripts that are not spelled sound by sound come out empty.
final class AsciiSpelling {
    private static final Map<Integer, String> SPELLINGS = new HashMap<>();

    static {
        add("ßẞæÆœŒøØłŁđĐðÐþÞıħĦŋŊ", "ss SS ae AE oe OE o O l L d D d D th Th i h H n N");
        add("‘’‚‛′ʼ´“”„‟″«»", "' ' ' ' ' ' ' \" \" \" \" \" \" \"");
        add("‐‑‒–—―−•…", "- - - - - - - - ...");
        add("αβγδεζηθικλμνξοπρστυφχψως", "a b g d e z e th i k l m n x o p r s t u ph kh ps o s");
        add("абвгдеёжзийклмнопрст", "a b v g d e e zh z i i k l m n o p r s t");
        add("уфхцчшщъыьэюяіїєґ", "u f kh ts ch sh shch ' y ' e iu ia i i ie g");
        SPELLINGS.put(0x00A0, " ");
        SPELLINGS.put(0x3000, " ");
        SPELLINGS.put(0x2028, "\n");
        SPELLINGS.put(0x2029, "\n");
    }

    private AsciiSpelling() {}

    private static void add(String characters, String spellings) {
        int[] points = characters.codePoints().toArray();
        String[] words = spellings.split(" ", -1);
        if (points.length != words.length) throw new IllegalStateException(characters + " is spelled " + spellings);
        for (int i = 0; i < points.length; i++) SPELLINGS.put(points[i], words[i]);
    }

    /// The ASCII spelling of a character; empty if it has none.
    static String of(int character) {
        if (character < 0x80) return Character.toString(character);
        var spelled = look(character);
        if (spelled != null) return spelled;
        var letters = new StringBuilder();
        String parts = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
        parts.codePoints().forEach(part -> {
            if (part < 0x80) {
                letters.appendCodePoint(part);
            } else if (part != character) {
                var known = look(part);
                if (known != null) letters.append(known);
            }
        });
        return letters.toString();
    }

    private static @Nullable String look(int character) {
        var spelled = SPELLINGS.get(character);
        if (spelled != null) return spelled;
        int lower = Character.toLowerCase(character);
        if (lower == character) return null;
        var small = SPELLINGS.get(lower);
        return small == null || small.isEmpty() ? small : Character.toUpperCase(small.charAt(0)) + small.substring(1);
    }
}
