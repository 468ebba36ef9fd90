// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

/// A row as a model reads it.
///
/// @param ids token ids, special tokens included
/// @param types segment ids, as many
/// @param places the tokens that answer: the first piece of each word where words are tagged, else none, because
///     the row's first token answers
/// @param answer what is right
/// @param continues whether the row goes on with the sentence of the row before it, which was too long for one
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record EncodedRow(int[] ids, int[] types, int[] places, Answer answer, boolean continues) {
    /// Length in tokens.
    public int length() {
        return ids.length;
    }

    /// How many losses it contributes: one, or one per word.
    public int answers() {
        return answer instanceof Answer.Tags tags ? tags.labels().length : 1;
    }
}
