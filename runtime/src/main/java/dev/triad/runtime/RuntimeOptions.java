// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.work.Processors;
import java.util.OptionalInt;

/// How a model is run.
///
/// @param threads how many threads compute at once, the callers' included
/// @param maxLength longest row in tokens, special ones included; empty for what the model was fine-tuned with
/// @param tables how exact product-coded matrices are on very short inputs
public record RuntimeOptions(int threads, OptionalInt maxLength, Tables tables) {
    /// As many threads as there are cores, exact tables.
    public static final RuntimeOptions DEFAULT = builder().build();

    /// @throws IllegalArgumentException when there is no thread, or no token
    public RuntimeOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("there must be at least one thread, got " + threads);
        }
        if (maxLength.isPresent() && maxLength.getAsInt() < 1) {
            throw new IllegalArgumentException("the longest row has at least one token, got " + maxLength.getAsInt());
        }
    }

    /// Starts from the defaults.
    public static Builder builder() {
        return new Builder();
    }

    /// Collects options.
    public static final class Builder {
        private int threads = Processors.cores();
        private OptionalInt maxLength = OptionalInt.empty();
        private Tables tables = Tables.FLOAT;

        private Builder() {}

        /// How many threads compute at once, the callers' included; by default the number of cores.
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /// The longest row in tokens, special ones included: longer texts are cut, or read in windows or parts. By
        /// default what the model was fine-tuned with.
        public Builder maxLength(int tokens) {
            maxLength = OptionalInt.of(tokens);
            return this;
        }

        /// How exact product-coded matrices are on very short inputs; by default as exact as any other matrix.
        public Builder tables(Tables precision) {
            tables = precision;
            return this;
        }

        /// The options.
        public RuntimeOptions build() {
            return new RuntimeOptions(threads, maxLength, tables);
        }
    }
}
