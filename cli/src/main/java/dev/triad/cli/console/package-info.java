// SPDX-License-Identifier: Apache-2.0
/// How every command speaks to the shell: help with examples, exit codes, one sentence when something fails, progress
/// on standard error. Nothing here knows a particular command. Start at [dev.triad.cli.console.Shell].
@NullMarked
package dev.triad.cli.console;

import org.jspecify.annotations.NullMarked;
