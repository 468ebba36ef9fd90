// SPDX-License-Identifier: Apache-2.0
/// Files that are whole or absent, their fingerprints, and small JSON documents read strictly. Start at
/// [dev.triad.core.file.AtomicFile]: whatever Triad leaves on disk and reads again is written through it.
@NullMarked
package dev.triad.core.file;

import org.jspecify.annotations.NullMarked;
