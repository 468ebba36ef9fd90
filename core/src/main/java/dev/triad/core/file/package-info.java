// SPDX-License-Identifier: Apache-2.0
/// Files that are whole or absent, folders as trees of files, fingerprints, and small JSON read strictly. Start at
/// [dev.triad.core.file.AtomicFile]: whatever Triad leaves on disk and reads again is written through it.
@NullMarked
package dev.triad.core.file;

import org.jspecify.annotations.NullMarked;
