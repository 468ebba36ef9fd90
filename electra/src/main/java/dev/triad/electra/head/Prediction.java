// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.torch.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What a head says about a batch.
public sealed interface Prediction {
    /// The tensors by the names reference files use.
    SequencedMap<String, Tensor> named();

    /// One tensor of logits: per token [B, T] or [B, T, C], or per row [B, C].
    record Logits(Tensor logits) implements Prediction {
        @Override
        public SequencedMap<String, Tensor> named() {
            var named = new LinkedHashMap<String, Tensor>();
            named.put("logits", logits);
            return named;
        }
    }

    /// Logits of where an answer starts and ends, [B, T] each.
    record Spans(Tensor start, Tensor end) implements Prediction {
        @Override
        public SequencedMap<String, Tensor> named() {
            var named = new LinkedHashMap<String, Tensor>();
            named.put("start_logits", start);
            named.put("end_logits", end);
            return named;
        }
    }

    /// Nothing but the encoder's last hidden states [B, T, H].
    record Hidden(Tensor states) implements Prediction {
        @Override
        public SequencedMap<String, Tensor> named() {
            var named = new LinkedHashMap<String, Tensor>();
            named.put("last_hidden_state", states);
            return named;
        }
    }
}
