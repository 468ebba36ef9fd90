// SPDX-License-Identifier: Apache-2.0
/// Trained encoders at work in a plain Java service: no native library, no other dependency than a JSON parser. Start
/// with what the model answers: [dev.triad.runtime.TextClassifier], [dev.triad.runtime.TokenTagger],
/// [dev.triad.runtime.QuestionAnswerer], [dev.triad.runtime.TextEncoder], [dev.triad.runtime.ReplacedTokenDetector] or
/// [dev.triad.runtime.MaskedTokenFiller]. Each opens a packed model or a folder as `transformers` saves it, may be
/// asked by any number of threads, and is closed when it is not needed any more.
@NullMarked
package dev.triad.runtime;

import org.jspecify.annotations.NullMarked;
