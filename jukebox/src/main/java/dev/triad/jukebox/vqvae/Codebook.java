// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Buffer;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// One level's codes: K vectors of width w that are moving averages of the encoder's vectors nearest to them (van
/// den Oord et al. 2017, appendix A.1), with random restarts of codes nobody uses (Dhariwal et al. 2020, section
/// 3.1).
///
/// With sums S and counts n, each training batch does S ← μS + (1 − μ) Σ x, n ← μn + (1 − μ) #, and k ← S / n. A
/// code with n below the threshold becomes a random vector of the batch, and its sums stay as they are, so it is
/// drawn anew each step until enough vectors fall to it. This differs from the original in that the sums are
/// saved: a resumed run goes on exactly.
public final class Codebook extends Module {
    /// Rows whose distances to all codes are looked at together: they should stay in the cache.
    private static final int BLOCK = 128;

    private static final int DEVICE_BLOCK = 1 << 15;

    private final String name;
    private final CodebookRule rule;
    private final int size;
    private final int width;
    private final Buffer vectors;
    private final Buffer sums;
    private final Buffer counts;

    /// @param name which keys its random draws
    Codebook(String name, int size, int width, CodebookRule rule) {
        this.name = name;
        this.rule = rule;
        this.size = size;
        this.width = width;
        vectors = buffer("k", DType.F32, size, width);
        sums = buffer("sums", DType.F32, size, width);
        counts = buffer("counts", DType.F32, size);
    }

    /// How many codes there are.
    public int size() {
        return size;
    }

    /// The codes' vectors [K, w]; write them in place.
    public Tensor vectors() {
        return vectors.tensor();
    }

    /// The running sums S [K, w].
    public Tensor sums() {
        return sums.tensor();
    }

    /// The running counts n [K]; all zero before the first training batch.
    public Tensor counts() {
        return counts.tensor();
    }

    /// The nearest code of each row, the first of equally near ones.
    ///
    /// @param rows [M, w]
    /// @return [M] (i64)
    public Tensor assign(Tensor rows) {
        try (var _ = NoGrad.open();
                var _ = Autocast.open(rows.device(), DType.F32)) {
            var x = rows.detach().to(vectors().dtype());
            var transposed = vectors().transpose(0, 1);
            var lengths = vectors().square().sum(false, 1); // [K]
            long count = x.size(0);
            var codes = Tensors.empty(DType.I64, x.device(), count);
            int block = x.device().type() == Device.Type.CPU ? BLOCK : DEVICE_BLOCK;
            for (long from = 0; from < count; from += block) {
                try (var _ = Scope.open()) {
                    var some = x.narrow(0, from, Math.min(block, count - from));
                    // ‖x‖² − 2 x·k + ‖k‖² in f32 and in this order, which decides ties as the original does.
                    var distances = some.matmul(transposed)
                            .mul_(-2)
                            .add_(some.square().sum(true, 1))
                            .add_(lengths); // [m, K]
                    codes.narrow(0, from, some.size(0)).copy_(distances.argmin(1));
                }
            }
            return codes;
        }
    }

    /// The vectors of codes of any shape: [codes…, w].
    public Tensor lookup(Tensor codes) {
        var shape = codes.shape();
        var rows = vectors().index_select(0, codes.reshape(codes.count()));
        var full = Arrays.copyOf(shape, shape.length + 1);
        full[shape.length] = width;
        return rows.view(full);
    }

    /// Puts codes in the place of vectors; in a training pass the codebook then learns from them, after it was
    /// used.
    ///
    /// @param rows [M, w]
    public Quantised quantise(Tensor rows, Pass pass) {
        var x = rows.to(vectors().dtype());
        var health = new LinkedHashMap<String, Tensor>();
        if (pass.isTraining() && !isStarted()) start(x.detach(), pass);
        var codes = assign(x);
        var chosen = lookup(codes); // [M, w]
        var commitment = x.sub(chosen).square().mean();
        if (pass.isTraining()) health.putAll(learn(x.detach(), codes, pass));
        var output = pass.isTraining() ? x.add(chosen.sub(x).detach()) : chosen;
        return new Quantised(output, codes, commitment, health);
    }

    private boolean isStarted() {
        return counts().sum().item() > 0;
    }

    /// The first batch: as many of its vectors, all different, as there are codes.
    private void start(Tensor x, Pass pass) {
        try (var _ = NoGrad.open()) {
            vectors().copy_(draw(x, pass, "start"));
            restart(1);
        }
    }

    /// Gives every code the same weight in the sums, as if it had been met `tokensPerCode` times: what is known
    /// about a codebook that came without its sums.
    public void restart(double tokensPerCode) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            sums().copy_(vectors().mul(tokensPerCode));
            counts().fill_(tokensPerCode);
        }
    }

    private Map<String, Tensor> learn(Tensor x, Tensor codes, Pass pass) {
        try (var _ = NoGrad.open();
                var _ = Autocast.open(x.device(), DType.F32)) {
            var dtype = vectors().dtype();
            var batchCounts = Tensors.zeros(dtype, x.device(), size)
                    .index_add_(0, codes, Tensors.full(1, dtype, x.device(), codes.count()));
            var batchSums = Tensors.zeros(dtype, x.device(), size, width).index_add_(0, codes, x);
            sums().mul_(rule.decay()).add_(batchSums, 1 - rule.decay());
            counts().mul_(rule.decay()).add_(batchCounts, 1 - rule.decay());
            double threshold = rule.threshold((double) codes.count() / size);
            var used = counts().ge(threshold); // [K]
            var means = sums().div(counts().clamp(1e-20, Float.MAX_VALUE).unsqueeze(1));
            var next = means.where(used.unsqueeze(1), draw(x, pass, "restart"));
            var change = next.sub(vectors()).norm().div(Math.sqrt((double) size * width));
            vectors().copy_(next);
            var share = batchCounts.div((double) codes.count());
            var health = new LinkedHashMap<String, Tensor>();
            health.put("entropy", share.mul(share.add(1e-8).log()).sum().neg()); // nats
            health.put("used", batchCounts.ge(Math.max(1, threshold)).sum().to(DType.F32));
            health.put("usage", used.sum().to(DType.F32));
            health.put("change", change);
            health.put("spread", x.sub(x.mean(true, 0)).square().mean().sqrt());
            return health;
        }
    }

    /// K different rows of a batch, at random; where it has fewer, of the batch repeated and blurred a little.
    private Tensor draw(Tensor x, Pass pass, String purpose) {
        long count = x.size(0);
        long copies = Math.ceilDiv(size, count);
        RandomKey key = pass.key().named("codebook " + name).named(purpose);
        var stream = key.at(pass.step(), pass.microBatch(), 0);
        var rows = new int[Math.toIntExact(count * copies)];
        for (int i = 0; i < rows.length; i++) rows[i] = i;
        var chosen = new long[size];
        for (int i = 0; i < size; i++) {
            int other = i + stream.nextInt(rows.length - i);
            chosen[i] = rows[other] % count;
            rows[other] = rows[i];
        }
        var drawn = x.index_select(0, Tensors.of(chosen).to(x.device()));
        if (copies == 1) return drawn;
        var noise = new float[size * width];
        for (int i = 0; i < noise.length; i++) noise[i] = (float) (0.01 / Math.sqrt(width) * stream.nextGaussian());
        return drawn.add(Tensors.of(noise, size, width).to(drawn.dtype()).to(x.device()));
    }
}
