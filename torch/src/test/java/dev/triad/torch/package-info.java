// SPDX-License-Identifier: Apache-2.0
/// What the tests of this module share: the native leak check and the gradient check.
@NullMarked
package dev.triad.torch;

import org.jspecify.annotations.NullMarked;
