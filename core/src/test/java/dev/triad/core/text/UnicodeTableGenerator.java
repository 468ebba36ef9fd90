// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes `hugging-face-unicode.txt` by asking the library about every code point. Run it from `core` when the library
/// moves to a newer Unicode: `java … UnicodeTableGenerator
/// src/main/resources/dev/triad/core/text/hugging-face-unicode.txt`.
final class UnicodeTableGenerator {
    private static final String HEADER = """
            # What Hugging Face's tokenizers library (0.21) takes each code point for, found by asking it about every one.
            # Its pieces come from several versions of Unicode, and the JDK's version changes with the JDK; ids must not.
            # One class a line, inclusive ranges in hexadecimal; a code point may be in none.
            # BERT: control (dropped), space, punctuation, mark (dropped with accents), whole (never decomposed),
            # still (a mark that keeps its place), lower (FROM-TO+DISTANCE, beside the JDK's). GPT-2: letter, number (its
            # white space is space, B, C and 85).
            """;

    private final HuggingFaceTokenizer plain = HuggingFace.bertSpelling(options(false, false));
    private final HuggingFaceTokenizer stripping = HuggingFace.bertSpelling(options(false, true));
    private final HuggingFaceTokenizer lowering = HuggingFace.bertSpelling(options(true, false));
    private final HuggingFaceTokenizer gpt2 = HuggingFace.gpt2Spelling();

    /// Class to members.
    private final Map<String, TreeSet<Integer>> classes = new TreeMap<>();

    /// Distance to the lower case to the letters at that distance.
    private final Map<Integer, TreeSet<Integer>> lower = new TreeMap<>();

    private UnicodeTableGenerator() {}

    public static void main(String[] arguments) throws IOException {
        var generator = new UnicodeTableGenerator();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                generator.bert(c);
                generator.gpt2(c);
            }
        }
        var out = new StringBuilder(HEADER);
        generator.classes.forEach((name, members) -> out.append(ranges(name, members, "")));
        generator.lower.forEach((distance, members) -> out.append(ranges("lower", members, "+%X".formatted(distance))));
        Files.writeString(Path.of(arguments[0]), out);
        System.exit(0);
    }

    private void bert(int c) {
        var text = Character.toString(c);
        var inside = "a" + text + "b";
        var words = HuggingFace.words(plain, inside);
        var stripped = HuggingFace.words(stripping, inside);
        if (words.equals(List.of("ab"))) {
            add("control", c);
        } else if (words.equals(List.of("a", "b"))) {
            add("space", c);
        } else if (words.size() == 3) {
            add("punctuation", c);
        } else if (stripped.equals(List.of("ab"))) {
            add("mark", c);
        } else {
            if (stripped.equals(List.of(inside)) && !Normalizer.isNormalized(text, Normalizer.Form.NFD)) {
                add("whole", c);
            }
            if (CanonicalOrder.moves(c) && !movesThere(text)) {
                add("still", c);
            }
            int small = HuggingFace.words(lowering, inside).getFirst().codePointAt(1);
            if (c != 0x130 && small != Character.toLowerCase(c)) {
                lower.computeIfAbsent(small - c, _ -> new TreeSet<>()).add(c);
            }
        }
    }

    /// Whether the library lets `mark` change places with a mark of class 9 before it or of class 226 after it.
    private boolean movesThere(String mark) {
        var low = "\u1B44";
        var high = Character.toString(0x1D16D);
        return !HuggingFace.words(stripping, "a" + mark + low).equals(List.of("a" + mark + low))
                || !HuggingFace.words(stripping, "a" + high + mark).equals(List.of("a" + high + mark));
    }

    private void gpt2(int c) {
        var text = Character.toString(c);
        if (HuggingFace.words(gpt2, "a" + text).size() == 1) {
            add("letter", c);
        } else if (HuggingFace.words(gpt2, "1" + text).size() == 1) {
            add("number", c);
        }
    }

    private void add(String name, int c) {
        classes.computeIfAbsent(name, _ -> new TreeSet<>()).add(c);
    }

    private static WordPieceOptions options(boolean lowerCase, boolean stripAccents) {
        return new WordPieceOptions(lowerCase, stripAccents, false, 100, WordPieceOptions.Dialect.HUGGING_FACE);
    }

    private static String ranges(String name, SortedSet<Integer> members, String suffix) {
        var out = new StringBuilder();
        var line = new StringBuilder(name);
        for (int first : members) {
            if (members.contains(first - 1)) {
                continue;
            }
            int last = first;
            while (members.contains(last + 1)) {
                last++;
            }
            var range = (first == last ? " %X" : " %X-%X").formatted(first, last) + suffix;
            if (line.length() + range.length() > 120) {
                out.append(line).append('\n');
                line = new StringBuilder(name);
            }
            line.append(range);
        }
        return out.append(line).append('\n').toString();
    }
}
