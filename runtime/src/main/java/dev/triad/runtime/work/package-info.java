// SPDX-License-Identifier: Apache-2.0
/// Threads and their memory: a [dev.triad.runtime.work.Crew] lends whoever computes a
/// [dev.triad.runtime.work.Turn], in which work is done by one thread or by all. Start there; nothing else in the
/// runtime knows of threads.
@NullMarked
package dev.triad.runtime.work;

import org.jspecify.annotations.NullMarked;
