// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.torch.machine;

import org.jspecify.annotations.NullMarked;
