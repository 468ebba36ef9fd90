# SPDX-License-Identifier: Apache-2.0
"""Opens a folder that Triad wrote and compares what others compute from it with what Triad says.

    triad model convert SRC FOLDER
    triad text encode --tokenizer FOLDER --special --special-in-text --input TEXTS > IDS
    python check_export.py FOLDER --expected EXPECTED.safetensors --texts TEXTS --ids IDS

EXPECTED has `input_ids`, `attention_mask`, `token_type_ids` and what they give (`hidden_states.N`, `logits`,
`start_logits`, `end_logits`), as `triad model verify` reads it. TEXTS has a text on each line, IDS their token ids.
The status is 1 when a number is off by more than the tolerance, an id differs, or a weight is missing or unknown.

With `transformers`, the default, the folder is opened by `AutoConfig`, the class that it names, and `AutoTokenizer`:
that is the proof that it loads as it is. `--with encoder` needs nothing but torch: it reads `config.json` and
`model.safetensors` itself and computes with encoder.py, which shows that the file holds the right numbers under the
right names, and no more.
"""
import argparse
import json
import struct
import sys
from pathlib import Path

import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def tensors(path):
    """A safetensors file."""
    data = bytearray(Path(path).read_bytes())
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    out = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(data[start + begin : start + end]), dtype=DTYPES[entry["dtype"]])
        out[name] = flat.reshape(entry["shape"])
    return out


def by_transformers(folder, inputs):
    """What the class that the folder names computes, and what it missed or did not know."""
    import transformers

    config = transformers.AutoConfig.from_pretrained(folder)
    kind = getattr(transformers, config.architectures[0])
    model, report = kind.from_pretrained(folder, output_loading_info=True, attn_implementation="eager")
    complaints = [f"{key}: {sorted(report[key])}" for key in report if key.endswith("_keys") and report[key]]
    if config.model_type == "roberta":
        inputs = {name: values for name, values in inputs.items() if name != "token_type_ids"}
    with torch.inference_mode():
        outputs = model.float().eval()(**inputs, output_hidden_states=True)
    named = {f"hidden_states.{i}": state for i, state in enumerate(outputs.hidden_states)}
    named |= {name: outputs[name] for name in ("logits", "start_logits", "end_logits") if name in outputs}
    return named, complaints


def by_encoder(folder, inputs):
    """The same by encoder.py."""
    import encoder

    config = json.loads((folder / "config.json").read_text())
    weights = {name: values.float() for name, values in tensors(folder / "model.safetensors").items()}
    shapes = encoder.shapes(config)
    complaints = [f"missing: {name}" for name in shapes if name not in weights]
    complaints += [f"unknown: {name}" for name in weights if name not in shapes]
    with torch.inference_mode():
        states, named = encoder.forward(config, weights, *(inputs[name] for name in INPUTS))
    return {f"hidden_states.{i}": state for i, state in enumerate(states)} | named, complaints


def compare_numbers(folder, expected, tolerance, compute):
    mask = expected["attention_mask"].bool()
    computed, complaints = compute(folder, {name: expected[name] for name in INPUTS})
    for complaint in complaints:
        print(complaint)
    good = not complaints
    for name in sorted(set(expected) - set(INPUTS)):
        difference = (computed[name].float() - expected[name].float()).abs()
        if difference.shape[:2] == mask.shape:
            difference = difference[mask]
        worst = difference.max().item()
        good &= worst <= tolerance
        print(f"{name:24} {worst:.3g}{'' if worst <= tolerance else '  above the tolerance'}")
    return good


def compare_ids(folder, texts, ids):
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    texts, ids = (Path(file).read_text(encoding="utf-8").removesuffix("\n").split("\n") for file in (texts, ids))
    if len(texts) != len(ids):
        sys.exit(f"{len(texts)} texts, but ids of {len(ids)}")
    wrong = [line for line, text in enumerate(texts) if " ".join(map(str, tokenizer(text)["input_ids"])) != ids[line]]
    print(f"{type(tokenizer).__name__}: {len(texts) - len(wrong)} of {len(texts)} texts have the same ids")
    for line in wrong[:5]:
        print(f"  line {line + 1}: {texts[line]!r}")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--expected", required=True)
    parser.add_argument("--texts")
    parser.add_argument("--ids")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--with", dest="peer", choices=("transformers", "encoder"), default="transformers")
    given = parser.parse_args()
    compute = by_transformers if given.peer == "transformers" else by_encoder
    good = compare_numbers(given.folder, tensors(given.expected), given.tolerance, compute)
    if given.texts:
        good &= compare_ids(given.folder, given.texts, given.ids)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
