// SPDX-License-Identifier: Apache-2.0
/// Model files: named tensors in the safetensors format, which every tool of the field opens. Start at
/// [dev.triad.core.model.SafetensorsFile], which maps a file into memory and copies nothing until asked, and
/// [dev.triad.core.model.SafetensorsWriter], which publishes a complete file or none;
/// [dev.triad.core.model.SafetensorsHeader] plans a file and predicts its size to the byte;
/// [dev.triad.core.model.TensorSource] is what importers of other formats implement. Files are taken for hostile:
/// whatever their bytes say, a reader gets what the format means or one sentence in a
/// [dev.triad.core.model.ModelFileException]. The format is described at https://github.com/huggingface/safetensors.
@NullMarked
package dev.triad.core.model;

import org.jspecify.annotations.NullMarked;
