// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// Appends the ids of text that comes as UTF-8 bytes. Same ids as [Tokenizer#encode(String)], without offsets; special
/// tokens are never recognised in the text. Holds buffers and a cache of words, so it belongs to one thread at a time;
/// what it has seen before never changes its ids.
public interface TokenWriter {
    /// Appends the ids of `utf8[from, to)` to `out`.
    ///
    /// @return how many ids were appended
    /// @throws MalformedUtf8Exception if the bytes are not UTF-8; `out` is left as it was
    int append(byte[] utf8, int from, int to, IntBuilder out);
}
