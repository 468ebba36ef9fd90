// SPDX-License-Identifier: Apache-2.0
/// `triad text …`: vocabularies, tokenizers and corpora at the command line. Start at [dev.triad.cli.text.TextCommand].
@NullMarked
package dev.triad.cli.text;

import org.jspecify.annotations.NullMarked;
