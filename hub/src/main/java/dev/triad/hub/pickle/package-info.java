// SPDX-License-Identifier: Apache-2.0
/// PyTorch checkpoints without Python: `pytorch_model.bin`, `.pt`, `.pth.tar`, in the zip layout that `torch.save`
/// writes today and the legacy layout it wrote until 2020. Start at [dev.triad.hub.pickle.PickleCheckpoint]. A pickle
/// is a program, so [dev.triad.hub.pickle.TensorUnpickler] runs it behind a wall: it can name tensors, numbers,
/// text and plain containers, and whatever else it asks for is refused by the name it asked for. The layouts are
/// described in PyTorch's `torch/serialization.py`, the opcodes in Python's `pickletools.py`.
@NullMarked
package dev.triad.hub.pickle;

import org.jspecify.annotations.NullMarked;
