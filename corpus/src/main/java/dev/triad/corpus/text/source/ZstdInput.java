// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/// Unpacks zstd, any number of frames one after the other, and says where in the file the damage is.
final class ZstdInput extends InputStream {
    private final String name;
    private final CountingInput file;
    private final ZstdInputStreamNoFinalizer text;

    /// @param name the file, for messages
    /// @param file its bytes from the start
    ZstdInput(String name, CountingInput file) throws IOException {
        this.name = name;
        this.file = file;
        this.text = new ZstdInputStreamNoFinalizer(file);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        try {
            return text.read(target, from, length);
        } catch (IOException e) {
            String what = file.ended()
                    ? "cut short: the file ends after %d bytes, in the middle".formatted(file.count())
                    : "damaged before byte %d of the file: %s".formatted(file.count(), e.getMessage());
            throw new IOException("%s: zstd data is %s; copy it again".formatted(name, what), e);
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
