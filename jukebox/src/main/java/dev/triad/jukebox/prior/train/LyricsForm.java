// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.train;

import java.util.Locale;

/// How a prior reads lyrics, as recipes say it.
public enum LyricsForm {
    /// Not at all.
    NONE,
    /// In front of the codes, in the same sequence.
    SINGLE,
    /// Through an encoder of their own.
    SEPARATE;

    static LyricsForm parse(String text) {
        for (var form : values()) if (form.toString().equals(text)) return form;
        throw new IllegalArgumentException("lyrics must be none, single or separate, not '" + text + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
