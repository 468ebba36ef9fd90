// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.app;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A model that answers what it was trained for, in the words of `triad run`.
public interface Answering extends AutoCloseable {
    /// Answers texts together.
    ///
    /// @return an object for each, in their order
    /// @throws IOException that names the place of a text that lacks something
    List<Map<String, Object>> answer(List<AskedText> texts) throws IOException;

    /// A line that it can answer.
    String example();

    @Override
    void close();

    /// A place in a text as people count, in code points.
    static int codePoints(String text, int codeUnit) {
        return text.codePointCount(0, codeUnit);
    }
}
