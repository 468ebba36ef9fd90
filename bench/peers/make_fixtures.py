# SPDX-License-Identifier: Apache-2.0
"""Writes tiny random models with reference activations, losses and gradients.

    python make_fixtures.py ../../electra/src/test/resources/dev/triad/electra/checkpoint

Each folder gets config.json, model.safetensors and expected.safetensors (inputs, labels, hidden states, head outputs,
`loss`, and `grad.NAME` for every parameter). Biases and layer-norm gains are random, so that a dropped one shows.
"""
import json
import struct
import sys
from pathlib import Path

import torch

import encoder

DTYPES = {torch.float32: "F32", torch.int64: "I64"}
SIZES = dict(
    vocab_size=41, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, hidden_act="gelu",
    hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1, max_position_embeddings=20, type_vocab_size=2,
    initializer_range=0.02, layer_norm_eps=1e-12, pad_token_id=0,
)
LABELS = {"id2label": {str(i): f"LABEL_{i}" for i in range(3)}, "label2id": {f"LABEL_{i}": i for i in range(3)}}
ROBERTA = dict(model_type="roberta", type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1)
ELECTRA = dict(model_type="electra", embedding_size=8)
MODELS = {
    "electra-discriminator": dict(architectures=["ElectraForPreTraining"], **ELECTRA),
    "electra-generator": dict(architectures=["ElectraForMaskedLM"], **ELECTRA),
    "electra-classifier": dict(architectures=["ElectraForSequenceClassification"], **ELECTRA, **LABELS),
    "electra-tagger": dict(architectures=["ElectraForTokenClassification"], **ELECTRA, **LABELS),
    "electra-qa": dict(architectures=["ElectraForQuestionAnswering"], **ELECTRA),
    "bert-mlm": dict(architectures=["BertForMaskedLM"], model_type="bert"),
    "bert-classifier": dict(architectures=["BertForSequenceClassification"], model_type="bert", **LABELS),
    "roberta-mlm": dict(architectures=["RobertaForMaskedLM"], **ROBERTA),
    "roberta-classifier": dict(architectures=["RobertaForSequenceClassification"], **ROBERTA, **LABELS),
}


def write(path, tensors):
    header, blob = {}, b""
    for name in sorted(tensors):
        tensor = tensors[name].detach().contiguous()
        data = tensor.numpy().tobytes()
        header[name] = {
            "dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(blob), len(blob) + len(data)]
        }
        blob += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + blob)


def batch(config):
    """Rows of 9, 6 and 3 real tokens."""
    pad, roberta = config["pad_token_id"], config["model_type"] == "roberta"
    ids = torch.randint(3, config["vocab_size"], (3, 9))
    mask = torch.tensor([[1] * n + [0] * (9 - n) for n in (9, 6, 3)])
    types = torch.zeros(3, 9, dtype=torch.int64)
    if not roberta:
        types[0, 5:], types[1, 4:6] = 1, 1
    return ids * mask + pad * (1 - mask), mask, types


def labels(config, ids, mask):
    kind = encoder.head(config)
    if kind == "discriminator":
        return {"labels": torch.randint(0, 2, ids.shape) * mask}
    if kind == "mlm":
        return {"labels": torch.where((torch.rand(ids.shape) < 0.4) & (mask == 1), ids, -100)}
    if kind == "tagger":
        return {"labels": torch.where(mask == 1, torch.randint(0, 3, ids.shape), -100)}
    if kind == "qa":
        return {"start_positions": torch.tensor([2, 1, 0]), "end_positions": torch.tensor([4, 3, 2])}
    return {"labels": torch.tensor([0, 2, 1])}


def main(folder):
    for number, (name, extra) in enumerate(MODELS.items()):
        torch.manual_seed(1000 + number)
        config = {**SIZES, **extra}
        weights = {}
        for key, shape in encoder.shapes(config).items():
            gain = key.endswith("weight") and len(shape) == 1
            weights[key] = (torch.randn(shape) * 0.3 + (1 if gain else 0)).requires_grad_()
        ids, mask, types = batch(config)
        wanted = labels(config, ids, mask)
        states, out = encoder.forward(config, weights, ids, mask, types)
        loss = encoder.loss(config, out, mask, wanted)
        loss.backward()
        target = Path(folder) / name
        target.mkdir(parents=True, exist_ok=True)
        (target / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        write(target / "model.safetensors", weights)
        expected = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types, **out}
        expected |= {f"hidden_states.{i}": state for i, state in enumerate(states)}
        write(target / "expected.safetensors", expected)
        gradients = {f"grad.{key}": w.grad for key, w in weights.items() if w.grad is not None}
        write(target / "training.safetensors", {**wanted, "loss": loss, **gradients})
        print(name, f"loss {loss.item():.4f}", f"{sum(w.numel() for w in weights.values())} parameters")


main(sys.argv[1])
