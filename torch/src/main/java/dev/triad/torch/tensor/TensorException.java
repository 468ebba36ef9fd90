// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

/// An operation on tensors failed; the message names the operation and the shapes it was given.
public final class TensorException extends RuntimeException {
    public TensorException(String message) {
        super(message);
    }
}
