// SPDX-License-Identifier: Apache-2.0
package dev.triad.report.page;

/// A piece of HTML: text that is to be text must pass through [#text].
///
/// @param code the markup
public record Html(String code) {
    /// Nothing.
    public static final Html NONE = new Html("");

    /// Text as it is, whatever is in it.
    public static Html text(String text) {
        return new Html(escape(text));
    }

    /// Both, one behind the other.
    public Html and(Html next) {
        return new Html(code + next.code);
    }

    /// Within an element.
    ///
    /// @param tag its name, and perhaps attributes, as in `p class="note"`
    public Html in(String tag) {
        int end = tag.indexOf(' ');
        return new Html("<" + tag + ">" + code + "</" + (end < 0 ? tag : tag.substring(0, end)) + ">");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
