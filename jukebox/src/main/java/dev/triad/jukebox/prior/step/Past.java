// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.jukebox.prior.transformer.AttentionPattern;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.Arrays;

/// The keys and values of one layer's past: groups (columns of the rectangle; the two last rows; or one for all) of
/// slots. Keys lie so that the same number of all slots is together, values slot by slot.
final class Past {
    private final TransformerConfig config;
    private final AttentionPattern pattern;
    private final int groups;
    private final int slots;
    private final int sequences;
    private final int d;
    private final float[] keys;
    private final float[] values;

    /// @param sequences batch × heads
    /// @param lyrics encoded lyrics
    Past(TransformerConfig config, AttentionPattern pattern, int sequences, int lyrics) {
        this.config = config;
        this.pattern = pattern;
        this.sequences = sequences;
        d = config.stateWidth() / config.heads();
        groups = switch (pattern) {
            case COLUMN -> config.rowLength();
            case PREVIOUS_ROW -> 2;
            case DENSE, ROW, PRIME, SUMMARY, SUMMARY_SPREAD, LYRICS -> 1;
        };
        slots = switch (pattern) {
            case DENSE -> config.positions();
            case PRIME -> config.primePositions();
            case ROW, PREVIOUS_ROW -> config.rowLength();
            case COLUMN, SUMMARY -> config.blocks();
            case SUMMARY_SPREAD -> config.blocks() * config.spread();
            case LYRICS -> lyrics;
        };
        keys = new float[Math.multiplyExact(Math.multiplyExact(groups * sequences, slots), d)];
        values = new float[keys.length];
    }

    /// Takes over what many positions at once left: [groups, 2, batch × heads, slots, d].
    void load(float[] kept) {
        if (kept.length != 2 * keys.length) {
            throw new IllegalArgumentException(kept.length + " numbers are not the past of a layer of pattern "
                    + pattern + ", which has " + 2 * keys.length);
        }
        int block = slots * d;
        for (int group = 0; group < groups; group++) {
            for (int s = 0; s < sequences; s++) {
                int from = (group * 2 * sequences + s) * block;
                int to = (group * sequences + s) * block;
                for (int slot = 0; slot < slots; slot++) {
                    for (int i = 0; i < d; i++) keys[to + i * slots + slot] = kept[from + slot * d + i];
                }
                System.arraycopy(kept, from + sequences * block, values, to, block);
            }
        }
    }

    /// Takes the keys and values of one position in, and attends.
    ///
    /// @param qkv query, key and value of all heads, one behind the other; only the query for lyrics
    /// @param row number of the sequence, and head of it
    /// @param out gets what is seen, from `head` · d on
    void attend(float[] qkv, int row, int head, int position, float[] out, Room room) {
        int state = config.stateWidth();
        int columns = config.rowLength();
        int line = position / columns;
        int column = position % columns;
        int s = row * config.heads() + head;
        int at = head * d;
        int group = 0;
        int slot = -1;
        int seen;
        switch (pattern) {
            case DENSE -> {
                slot = position;
                seen = position + 1;
            }
            case PRIME -> {
                slot = position < slots ? position : -1;
                seen = Math.min(slots, position + 1);
            }
            case ROW -> {
                slot = column;
                seen = column + 1;
            }
            case COLUMN -> {
                group = column;
                slot = line;
                seen = line + 1;
            }
            case PREVIOUS_ROW -> {
                store(qkv, state, at, line & 1, s, column);
                if (line == 0) {
                    Arrays.fill(out, at, at + d, 0);
                    return;
                }
                group = line - 1 & 1;
                seen = columns;
            }
            case SUMMARY, SUMMARY_SPREAD -> {
                int spread = slots / config.blocks();
                boolean last = column >= columns - spread && line + 1 < config.blocks();
                slot = last ? (line + 1) * spread + column - (columns - spread) : -1;
                seen = (line + 1) * spread;
            }
            case LYRICS -> seen = slots;
            default -> throw new IllegalStateException(pattern.toString());
        }
        if (slot >= 0) store(qkv, state, at, group, s, slot);
        look(qkv, at, (group * sequences + s) * slots * d, seen, out, room);
    }

    private void store(float[] qkv, int state, int at, int group, int s, int slot) {
        int base = (group * sequences + s) * slots * d;
        for (int i = 0; i < d; i++) keys[base + i * slots + slot] = qkv[state + at + i];
        System.arraycopy(qkv, 2 * state + at, values, base + slot * d, d);
    }

    private void look(float[] qkv, int at, int base, int seen, float[] out, Room room) {
        float[] scores = room.scores;
        float[] q = room.query;
        float[] result = room.result;
        float scale = (float) (1 / Math.sqrt(d));
        for (int i = 0; i < d; i++) q[i] = qkv[at + i] * scale;
        Arrays.fill(scores, 0, seen, 0);
        Rows.add(scores, seen, q, keys, base, slots, d, room.few);
        Rows.softmax(scores, seen);
        Arrays.fill(result, 0, d, 0);
        Rows.add(result, d, scores, values, base, d, seen, room.few);
        System.arraycopy(result, 0, out, at, d);
    }

    /// Most slots that one look sees.
    int slots() {
        return slots;
    }

    /// Bytes of it all.
    long bytes() {
        return 2L * Float.BYTES * keys.length;
    }

    /// What one thread computes in.
    static final class Room {
        private final float[] scores;
        private final float[] query;
        private final float[] result;
        private final float[][] few;

        /// @param slots that are seen at most
        Room(int slots, int d) {
            scores = new float[slots];
            query = new float[d];
            result = new float[d];
            few = new float[4][Math.max(slots, d)];
        }
    }
}
