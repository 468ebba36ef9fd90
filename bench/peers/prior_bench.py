# SPDX-License-Identifier: Apache-2.0
"""Jukebox's priors in PyTorch: codes drawn per second, and tokens learnt per second; one line of JSON per task and form.

    python prior_bench.py --width 1024 --depth 48 --heads 1 --blocks 64 --positions 8192 --vocabulary 2048 --threads 2

Eager and SDPA attention, f32 and bf16, each in a process of its own, so that its peak memory is its own. Sampling runs
in inference mode with a preallocated cache per pattern and weights of the type it computes in; it begins in the middle
of the window, as if the first half were known.
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--width", type=int, default=128)
arguments.add_argument("--depth", type=int, default=16)
arguments.add_argument("--heads", type=int, default=2)
arguments.add_argument("--blocks", type=int, default=32)
arguments.add_argument("--positions", type=int, default=576)
arguments.add_argument("--prime", type=int, default=64)
arguments.add_argument("--order", type=int, default=12)
arguments.add_argument("--vocabulary", type=int, default=335)
arguments.add_argument("--task", default="sample", choices=("sample", "train"))
arguments.add_argument("--batches", default="1,8")
arguments.add_argument("--codes", type=int, default=100, help="codes per timed run")
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--repeats", type=int, default=5)
arguments.add_argument("--only", help="one element type and form, as f32/sdpa, in this process")
options = arguments.parse_args()

if not options.only:
    for form in ("eager", "sdpa"):
        for dtype in ("f32", "bf16"):
            subprocess.run([sys.executable, *sys.argv, "--only", f"{dtype}/{form}"], check=True)
    sys.exit()

import torch

import prior

torch.set_num_threads(options.threads)
torch.manual_seed(0)
dtype, form = options.only.split("/")
half = dtype == "bf16"


def report(batch, tokens, work):
    times = []
    for repeat in range(-1, options.repeats):
        begin = time.perf_counter()
        work()
        if repeat >= 0:
            times.append(time.perf_counter() - begin)
    seconds = statistics.median(times)
    print(json.dumps({
        "task": options.task, "dtype": dtype, "form": form, "batch": batch, "per_second": tokens / seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }), flush=True)


def sample(model, batch):
    caches = model.caches(batch)
    added = torch.zeros(batch, options.positions, options.width, dtype=model.pos_emb.dtype)
    codes = torch.zeros(batch, dtype=torch.long)

    def work():
        drawn = codes
        for position in range(options.positions // 2, options.positions // 2 + options.codes):
            logits = model.step(drawn, added, caches, position).float() / 0.99
            drawn = torch.multinomial(logits.softmax(-1), 1)[:, 0]

    report(batch, batch * options.codes, work)


def train(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5, fused=True)
    codes = torch.randint(options.vocabulary, (batch, options.positions))
    added = torch.zeros(1, options.positions, options.width)

    def work():
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            loss = model.loss(codes, added)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    report(batch, batch * options.positions, work)


model = prior.Prior(options, form == "sdpa")
for size in [int(n) for n in options.batches.split(",")]:
    if options.task == "train":
        train(model, size)
    else:
        with torch.inference_mode():
            sample(model.to(torch.bfloat16) if half else model, size)
