# SPDX-License-Identifier: Apache-2.0
"""Writes one tiny ELECTRA pair in all the forms that checkpoints come in.

    python make_checkpoints.py        (needs torch; writes into the current folder)

discriminator.safetensors and generator.safetensors have what every form must give: Hugging Face's names, float32.
The others hold the discriminator as PyTorch writes it (zip, legacy, a training checkpoint around it), and model.ckpt
holds both halves under Google's names with kernels turned round and the optimiser's state beside them, as TensorFlow
writes it. That format is written here, from LevelDB's description of its tables and TensorFlow's of its messages.
"""
import json
import struct

import torch

V, E, H, F, P, L, HG = 29, 6, 8, 12, 16, 2, 4
random = torch.Generator().manual_seed(1)


def tensor(*shape):
    return torch.randn(*shape, generator=random) * 0.5


def tables():
    e = "electra.embeddings."
    return {
        e + "word_embeddings.weight": tensor(V, E),
        e + "position_embeddings.weight": tensor(P, E),
        e + "token_type_embeddings.weight": tensor(2, E),
        e + "LayerNorm.weight": 1 + tensor(E),
        e + "LayerNorm.bias": tensor(E),
    }


def trunk(h, f):
    def dense(name, i, o):
        out[name + ".weight"], out[name + ".bias"] = tensor(o, i), tensor(o)

    def norm(name):
        out[name + ".weight"], out[name + ".bias"] = 1 + tensor(h), tensor(h)

    out = {}
    dense("electra.embeddings_project", E, h)
    for i in range(L):
        layer = f"electra.encoder.layer.{i}."
        for part in ("query", "key", "value"):
            dense(layer + "attention.self." + part, h, h)
        dense(layer + "attention.output.dense", h, h)
        norm(layer + "attention.output.LayerNorm")
        dense(layer + "intermediate.dense", h, f)
        dense(layer + "output.dense", f, h)
        norm(layer + "output.LayerNorm")
    return out


def safetensors(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors.items():
        raw = values.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


def google(name, generator):
    """A Hugging Face name under Google's."""
    name = name.replace("generator_lm_head.bias", "generator_predictions.output_bias")
    name = name.replace("dense_prediction", "dense_1").replace("layer.", "layer_")
    name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
    name = name.replace("_embeddings.weight", "_embeddings").replace(".", "/").replace("/weight", "/kernel")
    if generator and name.startswith("electra/") and not name.startswith("electra/embeddings/"):
        name = "generator" + name[len("electra"):]
    return name


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF  # masked, as both formats store it


def varint(value):
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def block(entries):
    """Keys in full, one restart; the type byte for "not compressed" and the checksum follow."""
    body = b"".join(b"\0" + varint(len(k)) + varint(len(v)) + k + v for k, v in entries)
    body += struct.pack("<II", 0, 1) + b"\0"
    return body + struct.pack("<I", crc32c(body))


def bundle(prefix, tensors):
    entries = {b"": field(1, 1) + field(3, field(1, 1))}  # one shard; version 1 of the writer
    data = b""
    for name, values in tensors.items():
        raw = values.contiguous().numpy().tobytes()
        shape = b"".join(field(2, field(1, size)) for size in values.shape)
        checksum = varint(6 << 3 | 5) + struct.pack("<I", crc32c(raw))
        kind = {torch.float32: 1, torch.int64: 9}[values.dtype]
        where = field(4, len(data)) if data else b""
        entries[name.encode()] = field(1, kind) + field(2, shape) + where + field(5, len(raw)) + checksum
        data += raw
    keys = sorted(entries)
    table = block([(key, entries[key]) for key in keys])

    def handle(offset, stored):
        return varint(offset) + varint(len(stored) - 5)

    meta = block([])
    index = block([(keys[-1], handle(0, table))])
    footer = handle(len(table), meta) + handle(len(table) + len(meta), index)
    footer += b"\0" * (40 - len(footer)) + struct.pack("<Q", 0xDB4775248B80FB57)
    open(prefix + ".index", "wb").write(table + meta + index + footer)
    open(prefix + ".data-00000-of-00001", "wb").write(data)


shared = tables()
discriminator = shared | trunk(H, F) | {
    "discriminator_predictions.dense.weight": tensor(H, H),
    "discriminator_predictions.dense.bias": tensor(H),
    "discriminator_predictions.dense_prediction.weight": tensor(1, H),
    "discriminator_predictions.dense_prediction.bias": tensor(1),
}
generator = shared | trunk(HG, 4 * HG) | {
    "generator_predictions.dense.weight": tensor(E, HG),
    "generator_predictions.dense.bias": tensor(E),
    "generator_predictions.LayerNorm.weight": 1 + tensor(E),
    "generator_predictions.LayerNorm.bias": tensor(E),
    "generator_lm_head.bias": tensor(V),
}
safetensors("discriminator.safetensors", discriminator)
safetensors("generator.safetensors", generator)

saved = {"electra.embeddings.position_ids": torch.arange(P)[None]} | discriminator
torch.save(saved, "zip.bin")
torch.save(saved, "legacy.bin", _use_new_zipfile_serialization=False)
wrapped = {"module." + name: values for name, values in discriminator.items()}
torch.save({"epoch": 3, "arch": "electra", "state_dict": wrapped, "best": 0.5}, "model.pth.tar")

both = {"global_step": torch.tensor(7)}
for half, model in ((False, discriminator), (True, generator)):
    for name, values in model.items():
        its = google(name, half)
        both[its] = values.T if its.endswith("/kernel") else values
        both[its + "/adam_m"] = values[:1]
bundle("model.ckpt", both)
