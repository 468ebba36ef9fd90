// SPDX-License-Identifier: Apache-2.0
/// Models as they lie on disk, packed or in Hugging Face folders: their configuration, their weights by name, their
/// tokenizer. Start at [dev.triad.runtime.model.ModelFiles].
@NullMarked
package dev.triad.runtime.model;

import org.jspecify.annotations.NullMarked;
