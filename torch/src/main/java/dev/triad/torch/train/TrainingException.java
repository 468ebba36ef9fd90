// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.io.IOException;

/// Training cannot go on, and why; the last good checkpoint is kept.
public final class TrainingException extends IOException {
    public TrainingException(String message) {
        super(message);
    }
}
