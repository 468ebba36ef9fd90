# SPDX-License-Identifier: Apache-2.0
"""Loads a directory that Triad exported with `transformers`, and compares with what Triad says about it.

    python check_export.py EXPORTED_DIRECTORY EXPECTED.safetensors ["a sentence"]

EXPECTED has `input_ids`, `attention_mask`, `token_type_ids` and `logits` (or `start_logits`, `end_logits`), as
`triad model verify` reads them. With a sentence, the ids of `AutoTokenizer` are printed too, to be compared with
`triad text encode`. Needs `transformers` and `safetensors`.
"""
import sys

import torch
import transformers
from safetensors.torch import load_file

directory, expected = sys.argv[1], load_file(sys.argv[2])
config = transformers.AutoConfig.from_pretrained(directory)
model = getattr(transformers, config.architectures[0]).from_pretrained(directory).eval()
inputs = {key: expected[key] for key in ("input_ids", "attention_mask", "token_type_ids") if key in expected}
if config.model_type == "roberta":
    inputs.pop("token_type_ids", None)
with torch.inference_mode():
    outputs = model(**inputs)
worst = 0.0
for name in ("logits", "start_logits", "end_logits"):
    if name in expected:
        difference = (getattr(outputs, name) - expected[name]).abs()
        if difference.dim() >= 2 and difference.shape[1] == inputs["attention_mask"].shape[1]:
            difference = difference[inputs["attention_mask"].bool()]
        worst = max(worst, difference.max().item())
        print(f"{name}: {difference.max().item():.3g}")
if len(sys.argv) > 3:
    print(*transformers.AutoTokenizer.from_pretrained(directory)(sys.argv[3])["input_ids"])
sys.exit(0 if worst <= 1e-4 else 1)
