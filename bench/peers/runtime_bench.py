# SPDX-License-Identifier: Apache-2.0
"""A classifier in PyTorch, as a contender of RuntimeBench.

    python runtime_bench.py model/model.safetensors THREADS REPEATS BATCHES LENGTHS WARM_UP_SECONDS

The model's config.json lies beside its weights, which are mapped and copied as `safetensors` would; the computation is
that of Hugging Face's classes (`encoder.py`), f32 under `inference_mode`, the faster of eager attention and SDPA. Prints
`first` after the first answer, then `batch length milliseconds residentMB` for each shape.
"""
import json
import mmap
import os
import statistics
import struct
import sys
import time

import torch

import encoder

path, threads, repeats, batches, lengths, warm_up = sys.argv[1:]
torch.set_num_threads(int(threads))
with open(os.path.join(os.path.dirname(path), "config.json")) as file:
    config = json.load(file)
with open(path, "rb") as file:
    content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
(size,) = struct.unpack("<Q", content[:8])
weights = {}
for name, tensor in json.loads(content[8:8 + size]).items():
    if name != "__metadata__":
        begin, end = tensor["data_offsets"]
        values = torch.frombuffer(bytearray(content[8 + size + begin:8 + size + end]), dtype=torch.float32)
        weights[name] = values.reshape(tensor["shape"])


def question(batch, length):
    ids = (torch.arange(batch * length) * 7 % 250 + 5).reshape(batch, length)
    return ids, torch.ones_like(ids), torch.zeros_like(ids)


def answer(asked, attention):
    with torch.inference_mode():
        return encoder.forward(config, weights, *asked, attention=attention)[1]["logits"].tolist()


def median(asked, attention):
    times = []
    for repeat in range(-3, int(repeats)):
        begin = time.perf_counter()
        answer(asked, attention)
        if repeat >= 0:
            times.append(time.perf_counter() - begin)
        if repeat >= 2 and sum(times) > 15:
            break
    return statistics.median(times) * 1000


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmRSS:"))


answer(question(1, 16), "eager")
print("first", flush=True)
if float(warm_up) > 0:
    for batch in map(int, batches.split(",")):
        for length in map(int, lengths.split(",")):
            asked = question(batch, length)
            best = min(median(asked, attention) for attention in ("eager", "sdpa"))
            print(f"{batch} {length} {best:.4f} {resident():.1f}", flush=True)
