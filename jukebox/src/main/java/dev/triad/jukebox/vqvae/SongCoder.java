// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes sound of any length in pieces, with the same result as in one go: each piece is computed
/// with as much of its surroundings as the model can hear, and those are thrown away. Memory does not grow with
/// the length.
public final class SongCoder {
    /// Samples of a piece at least, so that what is thrown away stays a small part of small models' work.
    private static final int SMALLEST_PIECE = 1 << 17;

    private final VqVae model;
    private final Compute compute;
    private final int smallestPiece;

    public SongCoder(VqVae model, Compute compute) {
        this(model, compute, SMALLEST_PIECE);
    }

    SongCoder(VqVae model, Compute compute, int smallestPiece) {
        this.model = model;
        this.compute = compute;
        this.smallestPiece = smallestPiece;
    }

    /// Where samples come from: mono, zeros behind the end.
    @FunctionalInterface
    public interface Samples {
        /// Fills `into` with the samples from `start` on.
        void read(long start, float[] into) throws IOException;
    }

    /// Where samples go, piece after piece.
    @FunctionalInterface
    public interface Sink {
        void append(float[] samples) throws IOException;
    }

    /// Samples that encoding and decoding work in: a multiple of the top level's hop.
    ///
    /// @return the smallest such number from `frames` on
    public long padded(long frames) {
        return Math.ceilDiv(frames, model.config().multiple()) * model.config().multiple();
    }

    /// The codes of all levels, from the finest. The last of them stand for the end of the song and for silence.
    ///
    /// @param frames samples of the song
    public int[][] encode(Samples song, long frames) throws IOException {
        var codes = new int[model.config().levels()][];
        for (int level = 0; level < codes.length; level++) codes[level] = encode(level, song, frames);
        return codes;
    }

    /// The codes of one level.
    public int[] encode(int level, Samples song, long frames) throws IOException {
        long total = padded(frames);
        int hop = model.config().hop(level);
        var codes = new int[Math.toIntExact(total / hop)];
        var pass = Pass.evaluation(compute);
        for (var piece = Piece.first(total, reach(level), length(level)); piece != null; piece = piece.next()) {
            var heard = new float[Math.toIntExact(piece.heardEnd() - piece.heardStart())];
            song.read(piece.heardStart(), heard);
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var audio = Tensors.of(heard, 1, heard.length).to(compute.device());
                int[] its = model.encode(level, audio, pass).toInts();
                int from = (int) ((piece.start() - piece.heardStart()) / hop);
                int count = (int) ((piece.end() - piece.start()) / hop);
                System.arraycopy(its, from, codes, (int) (piece.start() / hop), count);
            }
        }
        return codes;
    }

    /// The sound of one level's codes.
    ///
    /// @param codes of that level
    /// @param frames samples wanted; at most the codes stand for
    public void decode(int level, int[] codes, long frames, Sink sink) throws IOException {
        int hop = model.config().hop(level);
        long total = (long) codes.length * hop;
        if (frames > total) {
            throw new IllegalArgumentException(
                    codes.length + " codes of level " + level + " are " + total + " samples, fewer than " + frames);
        }
        for (int code : codes) {
            if (code < 0 || code >= model.config().codebookSize()) {
                throw new IllegalArgumentException("code " + code + " is none of this codec's, which has "
                        + model.config().codebookSize());
            }
        }
        var pass = Pass.evaluation(compute);
        for (var piece = Piece.first(total, reach(level), length(level)); piece != null; piece = piece.next()) {
            int from = (int) (piece.heardStart() / hop);
            int[] its = Arrays.copyOfRange(codes, from, (int) (piece.heardEnd() / hop));
            try (var _ = Scope.open();
                    var _ = NoGrad.open();
                    var _ = Autocast.open(compute.device(), compute.dtype())) {
                var row = Tensors.of(Arrays.stream(its).asLongStream().toArray(), 1, its.length)
                        .to(compute.device());
                float[] audio = model.decode(level, row, pass).toFloats();
                int first = (int) (piece.start() - piece.heardStart());
                long end = Math.min(piece.end(), frames);
                if (end > piece.start()) {
                    sink.append(Arrays.copyOfRange(audio, first, first + (int) (end - piece.start())));
                }
            }
        }
    }

    private int reach(int level) {
        return model.config().reach(level);
    }

    /// With pieces eight times as long as the reach, a fifth of the work is thrown away.
    private int length(int level) {
        int multiple = model.config().multiple();
        int wanted = Math.max(8 * reach(level), smallestPiece);
        return Math.ceilDiv(wanted, multiple) * multiple;
    }

    /// Samples that are computed together.
    ///
    /// @param start first of them
    /// @param total of the whole sound
    private record Piece(long start, long total, int reach, int length) {
        static @Nullable Piece first(long total, int reach, int length) {
            return total == 0 ? null : new Piece(0, total, reach, length);
        }

        long end() {
            return Math.min(total, start + length);
        }

        long heardStart() {
            return Math.max(0, start - reach);
        }

        long heardEnd() {
            return Math.min(total, end() + reach);
        }

        @Nullable
        Piece next() {
            return end() == total ? null : new Piece(end(), total, reach, length);
        }
    }
}
