# SPDX-License-Identifier: Apache-2.0
"""K-means on a layer of RoBERTa-base (3072 x 768 normal weights) in PyTorch and, where it is installed, scikit-learn.

    python kmeans_bench.py --block 8 --centroids 256 --iterations 15 --threads 2

PyTorch: tiles of 16,384 blocks, distances by one matrix product, sums by index_add_; one line of JSON per variant.
"""
import argparse
import json
import statistics
import time

import torch

arguments = argparse.ArgumentParser()
arguments.add_argument("--block", type=int, default=8)
arguments.add_argument("--centroids", type=int, default=256)
arguments.add_argument("--iterations", type=int, default=15)
arguments.add_argument("--threads", type=int, default=2)
arguments.add_argument("--repeats", type=int, default=5)
options = arguments.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)
blocks = (torch.randn(3072, 768) * 0.02).view(-1, options.block)
TILE = 16384


def assign(centroids, codes):
    bias = centroids.square().sum(1) / -2
    transposed = centroids.t().contiguous()
    for first in range(0, len(blocks), TILE):
        tile = blocks[first:first + TILE]
        codes[first:first + TILE] = torch.addmm(bias, tile, transposed).argmax(1)


def cluster():
    start = torch.randperm(len(blocks))[:options.centroids]
    centroids = blocks[start].clone()
    codes = torch.empty(len(blocks), dtype=torch.long)
    for _ in range(options.iterations):
        assign(centroids, codes)
        counts = torch.bincount(codes, minlength=options.centroids)
        sums = torch.zeros_like(centroids).index_add_(0, codes, blocks)
        centroids = torch.where(counts[:, None] > 0, sums / counts.clamp(min=1)[:, None], centroids)
    assign(centroids, codes)
    return centroids, codes


def timed(work):
    seconds = []
    for _ in range(options.repeats + 1):
        begin = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds[1:]), result


def report(name, seconds, centroids, codes):
    error = (centroids[codes] - blocks).square().sum() / blocks.square().sum()
    print(json.dumps({"peer": name, "seconds": round(seconds, 3), "relative_error": round(error.item(), 5)}))


with torch.inference_mode():
    seconds, (centroids, codes) = timed(cluster)
    report("pytorch " + torch.__version__, seconds, centroids, codes)

try:
    import sklearn
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits
except ImportError:
    print(json.dumps({"peer": "scikit-learn", "seconds": None, "why": "not installed"}))
else:
    data = blocks.numpy()

    def fit():
        means = KMeans(options.centroids, init="random", n_init=1, max_iter=options.iterations, tol=0, random_state=1)
        return means.fit(data)

    with threadpool_limits(options.threads):
        seconds, means = timed(fit)
    report("scikit-learn " + sklearn.__version__, seconds, torch.tensor(means.cluster_centers_),
           torch.tensor(means.labels_, dtype=torch.long))
