# SPDX-License-Identifier: Apache-2.0
"""Jukebox's codec in PyTorch: encoding, decoding each level, a training step; one line of JSON per task and type.

    python codec_bench.py --samples 393216 --batch 1 --length 65536 --threads 2

f32 and bf16 autocast, each in a process of its own, so that its peak memory is its own. Coding runs in inference mode.
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--downs", default="3,2,2")
arguments.add_argument("--multipliers", default="2,1,1")
arguments.add_argument("--width", type=int, default=32)
arguments.add_argument("--depth", type=int, default=4)
arguments.add_argument("--embedding", type=int, default=64)
arguments.add_argument("--codes", type=int, default=2048)
arguments.add_argument("--rate", type=int, default=44100)
arguments.add_argument("--samples", type=int, default=393216)
arguments.add_argument("--batch", type=int, default=1)
arguments.add_argument("--length", type=int, default=65536)
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--repeats", type=int, default=5)
arguments.add_argument("--resolutions", default="2048/240/1200,1024/120/600,512/50/240")
arguments.add_argument("--only", help="one element type, in this process")
options = arguments.parse_args()

if not options.only:
    for dtype in ("f32", "bf16"):
        subprocess.run([sys.executable, *sys.argv, "--only", dtype], check=True)
    sys.exit()

import torch

import codec

torch.set_num_threads(options.threads)
torch.manual_seed(0)
downs = [int(n) for n in options.downs.split(",")]
multipliers = [int(n) for n in options.multipliers.split(",")]
resolutions = [tuple(int(n) for n in part.split("/")) for part in options.resolutions.split(",")]
levels = [codec.Level(downs[:level + 1], options.width * m, options.depth * m, options.embedding, options.codes)
          for level, m in enumerate(multipliers)]


def autocast():
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.only == "bf16")


def report(task, samples, work):
    times = []
    for repeat in range(-2, options.repeats):
        begin = time.perf_counter()
        work()
        if repeat >= 0:
            times.append(time.perf_counter() - begin)
    seconds = statistics.median(times)
    print(json.dumps({
        "task": task, "dtype": options.only, "milliseconds": seconds * 1000,
        "real_time": samples / options.rate / seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }), flush=True)


def sound(batch, samples):
    return 0.4 * torch.sin(0.03 * torch.arange(samples)) + 0.1 * (torch.rand(batch, samples) - 0.5)


with torch.inference_mode(), autocast():
    audio = sound(1, options.samples)
    for level in levels:
        rows = level.rows(level.encoder(audio[:, None])).float()
        level.k.copy_(rows[torch.linspace(0, len(rows) - 1, len(level.k)).long()])
    report("encode", options.samples, lambda: [level.encode(audio) for level in levels])
    for number, level in enumerate(levels):
        codes = level.encode(audio)
        report(f"decode {number}", options.samples, lambda: level.decode(codes))

weights = [weight for level in levels for weight in level.parameters()]
optimizer = torch.optim.Adam(weights, lr=1e-5, fused=True)
clips = sound(options.batch, options.length)


def step():
    optimizer.zero_grad()
    with autocast():
        targets = codec.spectra(clips, resolutions)
        total = 0
        for level in levels:
            out, commitment = level(clips)
            total = total + codec.loss(clips, out, targets, resolutions, commitment)
    total.backward()
    torch.nn.utils.clip_grad_norm_(weights, 1.0)
    optimizer.step()


report("train", options.batch * options.length, step)
