# SPDX-License-Identifier: Apache-2.0
"""Forward pass and training step of an encoder in PyTorch, one line of JSON per variant.

    python encoder_bench.py --shape electra-small --task forward --batch 8 --length 128 --threads 2

Peers: Hugging Face's classes, where `transformers` is installed, and encoder.py, the same computation with nothing around
it. Weights are random. Variants: eager attention and SDPA, f32 and bf16 autocast; inference under `inference_mode`;
training with dropout 0.1, clipping and AdamW (fused).
"""
import argparse
import json
import resource
import statistics
import time

import torch

import encoder

try:
    import transformers
except ImportError:
    transformers = None

SHAPES = {
    "electra-small": dict(
        architectures=["ElectraForPreTraining"], model_type="electra", vocab_size=30522, embedding_size=128,
        hidden_size=256, num_hidden_layers=12, num_attention_heads=4, intermediate_size=1024,
        max_position_embeddings=512, type_vocab_size=2, layer_norm_eps=1e-12, pad_token_id=0),
    "roberta-base": dict(
        architectures=["RobertaForSequenceClassification"], model_type="roberta", vocab_size=50265, hidden_size=768,
        num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072, max_position_embeddings=514,
        type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, id2label={"0": "no", "1": "yes"}),
}

arguments = argparse.ArgumentParser()
arguments.add_argument("--shape", choices=SHAPES, required=True)
arguments.add_argument("--task", choices=["forward", "train"], required=True)
arguments.add_argument("--batch", type=int, default=8)
arguments.add_argument("--length", type=int, default=128)
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--repeats", type=int, default=7)
options = arguments.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(0)
config = SHAPES[options.shape]
ids = torch.randint(3, config["vocab_size"], (options.batch, options.length))
mask, types = torch.ones_like(ids), torch.zeros_like(ids)
labels = torch.zeros_like(ids) if options.shape == "electra-small" else torch.zeros(options.batch, dtype=torch.int64)


class Plain:
    """encoder.py."""

    name = "pytorch"

    def __init__(self):
        shapes = encoder.shapes(config)
        self.weights = {name: (torch.randn(shape) * 0.02).requires_grad_() for name, shape in shapes.items()}

    def parameters(self):
        return list(self.weights.values())

    def forward(self, attention):
        return encoder.forward(config, self.weights, ids, mask, types, attention=attention)[1]

    def loss(self, attention):
        out = encoder.forward(config, self.weights, ids, mask, types, dropout=0.1, attention=attention)[1]
        out = {name: value.float() for name, value in out.items()}
        return encoder.loss(config, out, mask, {"labels": labels})


class HuggingFace:
    """The class that the shape names."""

    name = "huggingface"

    def __init__(self):
        kind = getattr(transformers, config["architectures"][0])
        self.model = kind(kind.config_class(**{name: value for name, value in config.items() if name != "model_type"}))
        self.inputs = dict(input_ids=ids, attention_mask=mask)
        if options.shape == "electra-small":
            self.inputs["token_type_ids"] = types

    def parameters(self):
        return list(self.model.parameters())

    def forward(self, attention):
        self.model.set_attn_implementation(attention)
        return self.model.eval()(**self.inputs)

    def loss(self, attention):
        self.model.set_attn_implementation(attention)
        return self.model.train()(**self.inputs, labels=labels.float() if labels.dim() == 2 else labels).loss


def forward(peer, attention):
    with torch.inference_mode():
        return peer.forward(attention)


def train(peer, attention):
    optimizer.zero_grad()
    peer.loss(attention).backward()
    torch.nn.utils.clip_grad_norm_(peer.parameters(), 1.0)
    optimizer.step()


for kind in (Plain,) if transformers is None else (HuggingFace, Plain):
    peer = kind()
    optimizer = torch.optim.AdamW(peer.parameters(), lr=1e-5, fused=True)
    for attention in ("eager", "sdpa"):
        for dtype in ("f32", "bf16"):
            times = []
            for repeat in range(-2, options.repeats):
                begin = time.perf_counter()
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bf16"):
                    (forward if options.task == "forward" else train)(peer, attention)
                if repeat >= 0:
                    times.append(time.perf_counter() - begin)
            print(json.dumps({
                "peer": peer.name, "attention": attention, "dtype": dtype,
                "milliseconds": statistics.median(times) * 1000,
                "tokens_per_second": options.batch * options.length / statistics.median(times),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }), flush=True)
