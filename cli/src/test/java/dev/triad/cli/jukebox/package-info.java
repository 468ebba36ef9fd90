// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.triad.cli.jukebox;

import org.jspecify.annotations.NullMarked;
