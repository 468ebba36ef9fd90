// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.cli.packaging;

import org.jspecify.annotations.NullMarked;
