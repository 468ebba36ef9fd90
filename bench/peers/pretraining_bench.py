# SPDX-License-Identifier: Apache-2.0
"""One step of ELECTRA-Small's pretraining in PyTorch, one line of JSON per variant.

    python pretraining_bench.py --heads all --batch 16 --length 128 --threads 2

Generator and discriminator share their embeddings. `--heads all` computes the generator's logits at every position, with
its loss at the chosen ones; `--heads chosen` computes them at the chosen positions only, by encoder.py. With
`transformers` installed, `--heads classes` takes Hugging Face's ElectraForMaskedLM and ElectraForPreTraining as their
interface gives them, so with logits at every position; `all` is the same by encoder.py.
Samples are drawn at the chosen positions in all. Variants: eager attention and SDPA, f32 and bf16 autocast; each is
measured in a process of its own, so that its peak memory is its own.

    python pretraining_bench.py --heads chosen --only eager/bf16 --profile

shows instead in which operations one variant's time goes.
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--heads", choices=["classes", "all", "chosen"], required=True)
arguments.add_argument("--batch", type=int, default=16)
arguments.add_argument("--length", type=int, default=128)
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--repeats", type=int, default=9)
arguments.add_argument("--only", help="one variant, as attention/dtype, in this process")
arguments.add_argument("--profile", action="store_true", help="with --only: where the time goes")
options = arguments.parse_args()

if not options.only:
    for variant in ("eager/f32", "eager/bf16", "sdpa/f32", "sdpa/bf16"):
        subprocess.run([sys.executable, *sys.argv, "--only", variant], check=True)
    sys.exit()

import torch
import torch.nn.functional as F

import encoder

COMMON = dict(model_type="electra", vocab_size=30522, embedding_size=128, num_hidden_layers=12,
              max_position_embeddings=512, type_vocab_size=2, layer_norm_eps=1e-12, pad_token_id=0)
DISCRIMINATOR = dict(COMMON, architectures=["ElectraForPreTraining"], hidden_size=256, num_attention_heads=4,
                     intermediate_size=1024)
GENERATOR = dict(COMMON, architectures=["ElectraForMaskedLM"], hidden_size=64, num_attention_heads=1,
                 intermediate_size=256)
MASK, SHARE = 4, 0.15

attention, dtype = options.only.split("/")
torch.set_num_threads(options.threads)
torch.manual_seed(0)


def random_weights(config):
    return {name: (torch.randn(shape) * 0.02).requires_grad_() for name, shape in encoder.shapes(config).items()}


def hugging_face(config):
    import transformers

    kind = getattr(transformers, config["architectures"][0])
    values = {name: value for name, value in config.items() if name != "model_type"}
    return kind(kind.config_class(**values, attn_implementation=attention)).train()


if options.heads == "classes":
    discriminator, generator = hugging_face(DISCRIMINATOR), hugging_face(GENERATOR)
    generator.electra.embeddings = discriminator.electra.embeddings
    generator.generator_lm_head.weight = generator.electra.embeddings.word_embeddings.weight
    every_weight = (*discriminator.parameters(), *generator.parameters())
else:
    discriminator, generator = random_weights(DISCRIMINATOR), random_weights(GENERATOR)
    for name in generator:
        if name.startswith("electra.embeddings."):
            generator[name] = discriminator[name]
    every_weight = (*discriminator.values(), *generator.values())
weights = list({id(weight): weight for weight in every_weight}.values())
optimizer = torch.optim.AdamW(weights, lr=1e-5, fused=True)
ids = torch.randint(5, 30522, (options.batch, options.length))
every, types = torch.ones_like(ids), torch.zeros_like(ids)
count = int((options.length - 2) * SHARE)


def step():
    optimizer.zero_grad()
    places = torch.rand(options.batch, options.length - 2).topk(count).indices + 1
    chosen = (places + torch.arange(options.batch)[:, None] * options.length).flatten()
    targets = ids.flatten()[chosen]
    masked = ids.flatten().index_fill(0, chosen, MASK).view_as(ids)
    if options.heads == "classes":
        logits = generator(input_ids=masked, attention_mask=every, token_type_ids=types).logits
    else:
        at = chosen if options.heads == "chosen" else None
        logits = encoder.forward(GENERATOR, generator, masked, every, types, 0.1, attention, at)[1]["logits"]
    if options.heads == "chosen":
        guesses = logits
        guess_loss = F.cross_entropy(guesses.float(), targets)
    else:
        labels = torch.full_like(ids, -100).flatten().index_copy(0, chosen, targets)
        guess_loss = F.cross_entropy(logits.flatten(0, 1).float(), labels)
        guesses = logits.flatten(0, 1)[chosen]
    with torch.no_grad():
        scores = guesses.detach().float()
        sampled = (scores - torch.empty_like(scores).exponential_().log()).argmax(-1)
    corrupted = ids.flatten().index_copy(0, chosen, sampled).view_as(ids)
    replaced = (corrupted != ids).float()
    if options.heads == "classes":
        out = discriminator(input_ids=corrupted, attention_mask=every, token_type_ids=types).logits
    else:
        out = encoder.forward(DISCRIMINATOR, discriminator, corrupted, every, types, 0.1, attention)[1]["logits"]
    loss = guess_loss + 50 * F.binary_cross_entropy_with_logits(out.float(), replaced)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(weights, 1.0)
    optimizer.step()


def timed():
    begin = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bf16"):
        step()
    return time.perf_counter() - begin


for _ in range(3):
    timed()
if options.profile:
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profiler:
        for _ in range(options.repeats):
            timed()
    events = profiler.key_averages()
    total = sum(event.self_cpu_time_total for event in events)
    for event in sorted(events, key=lambda event: -event.self_cpu_time_total)[:25]:
        milliseconds = event.self_cpu_time_total / options.repeats / 1000
        print(f"{event.key:50} {event.count // options.repeats:6} calls {milliseconds:9.1f} ms "
              f"{100 * event.self_cpu_time_total / total:5.1f} %")
    sys.exit()
times = [timed() for _ in range(options.repeats)]
print(json.dumps({
    "peer": "huggingface" if options.heads == "classes" else "pytorch", "attention": attention, "dtype": dtype,
    "milliseconds": statistics.median(times) * 1000,
    "tokens_per_second": options.batch * options.length / statistics.median(times),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}), flush=True)
