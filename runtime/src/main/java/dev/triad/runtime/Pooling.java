// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

/// How the vectors of tokens become one of the text.
public enum Pooling {
    /// Their mean, special tokens included, as sentence encoders are usually trained.
    MEAN,
    /// The first one, that of `[CLS]`.
    FIRST
}
