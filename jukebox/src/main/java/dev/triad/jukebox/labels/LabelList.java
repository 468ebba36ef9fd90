// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Names of artists, or of genres, and their ids. Id 0 stands for everybody unknown; several names may have one id.
public final class LabelList {
    /// More rows than any table of names needs; it keeps a typing error from asking for the whole memory.
    private static final int LARGEST_ID = 10_000_000;

    private final LabelRules rules;
    private final SequencedMap<String, Integer> ids;
    private final int count;

    private LabelList(LabelRules rules, SequencedMap<String, Integer> ids) {
        this.rules = rules;
        this.ids = ids;
        count = 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// The names of one's own songs: in alphabetical order, from id 1.
    public static LabelList of(LabelRules rules, Collection<String> names) {
        var ids = new LinkedHashMap<String, Integer>();
        ids.put("unknown", 0);
        for (String name : names.stream().map(rules::normalise).collect(Collectors.toCollection(TreeSet::new))) {
            if (!rules.isNobody(name)) ids.putIfAbsent(name, ids.size());
        }
        return new LabelList(rules, ids);
    }

    /// Reads a file of lines `name;id`.
    ///
    /// @throws IOException that names the file and the line that is wrong
    public static LabelList read(Path file, LabelRules rules) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8 text; a list of names has lines such as miles_davis;17", e);
        }
        return parse(file.toString(), lines, rules);
    }

    /// Reads lines `name;id`.
    ///
    /// @param source how messages call where they come from
    /// @throws IOException that names the source and the line that is wrong
    public static LabelList parse(String source, List<String> lines, LabelRules rules) throws IOException {
        var ids = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) continue;
            String place = source + ", line " + (i + 1) + ": ";
            int separator = line.lastIndexOf(';');
            if (separator < 0) throw new IOException(place + "expected name;id, found '" + line + "'");
            String name = rules.normalise(line.substring(0, separator).strip());
            int id = id(place, line.substring(separator + 1).strip());
            Integer before = ids.putIfAbsent(name, id);
            if (before != null && before != id) {
                throw new IOException(place + "'" + name + "' has the id " + before + " already, and now " + id);
            }
        }
        if (ids.isEmpty()) throw new IOException(source + " has no names; it needs lines such as miles_davis;17");
        return new LabelList(rules, ids);
    }

    private static int id(String place, String text) throws IOException {
        try {
            int id = Integer.parseInt(text);
            if (id >= 0 && id <= LARGEST_ID) return id;
        } catch (NumberFormatException _) {
            // said below, with the place
        }
        throw new IOException(place + "an id is a whole number from 0 to " + LARGEST_ID + ", not '" + text + "'");
    }

    /// The list as [#parse] reads it.
    public String text() {
        var text = new StringBuilder();
        ids.forEach((name, id) -> text.append(name).append(';').append(id).append('\n'));
        return text.toString();
    }

    /// Writes the list as [#read] reads it.
    public void write(Path file) throws IOException {
        AtomicFile.write(file, text().getBytes(StandardCharsets.UTF_8), Storage.DISK);
    }

    /// Rows that a table of these names has: the largest id and one more.
    public int count() {
        return count;
    }

    /// All names, normalised, with their ids.
    public Map<String, Integer> names() {
        return Map.copyOf(ids);
    }

    /// The id of a name as people write it; empty where the list does not have it. What says that nobody knows is
    /// 0.
    public OptionalInt id(String name) {
        String normalised = rules.normalise(name);
        if (rules.isNobody(normalised)) return OptionalInt.of(0);
        Integer id = ids.get(normalised);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The names of an id, joined by an underscore where it has several; empty where it has none.
    public String name(int id) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == id)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining("_"));
    }

    /// The names that come nearest to one that the list does not have, the best first; at most three.
    public List<String> nearest(String name) {
        String wanted = rules.normalise(name);
        record Near(String name, int distance) {}
        int far = Math.max(2, wanted.length() / 3);
        return ids.keySet().stream()
                .filter(known -> !rules.isNobody(known))
                .map(known -> new Near(known, distance(wanted, known)))
                .filter(near -> near.distance <= far || (wanted.length() > 3 && near.name.contains(wanted)))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(3)
                .map(Near::name)
                .toList();
    }

    /// How many letters have to be written, deleted or changed to make one word of the other (Levenshtein 1966).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
