// SPDX-License-Identifier: Apache-2.0
/// English made by rule, of which everything is known: which words go together, and whether a sentence is pleased
/// or not. A model can be tried on it anywhere, at any size, and nobody holds rights in it. Start at
/// [dev.triad.corpus.grammar.Grammar].
@NullMarked
package dev.triad.corpus.grammar;

import org.jspecify.annotations.NullMarked;
