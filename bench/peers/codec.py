# SPDX-License-Identifier: Apache-2.0
"""Jukebox's codec (Dhariwal et al. 2020, section 3) in plain PyTorch, written from the paper: separate autoencoders of
dilated residual stacks, codebooks that follow moving averages, reconstruction and multi-resolution spectral losses.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Unit(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.pointwise = nn.Conv1d(width, width, 1)

    def forward(self, x):
        return x + self.pointwise(F.relu(self.dilated(F.relu(x)), inplace=True))


def stack(width, depth, reverse):
    dilations = [3 ** d for d in range(depth)]
    return nn.Sequential(*(Unit(width, d) for d in (reversed(dilations) if reverse else dilations)))


def encoder(downs, width, depth, embedding):
    layers, channels = [], 1
    for n in downs:
        for i in range(n):
            layers += [nn.Conv1d(channels if i == 0 else width, width, 4, 2, 1), stack(width, depth, False)]
        layers += [nn.Conv1d(width, embedding, 3, 1, 1)]
        channels = embedding
    return nn.Sequential(*layers)


def decoder(downs, width, depth, embedding):
    layers = []
    for n in reversed(downs):
        layers += [nn.Conv1d(embedding, width, 3, 1, 1)]
        for i in range(n):
            out = embedding if i == n - 1 else width
            layers += [stack(width, depth, True), nn.ConvTranspose1d(width, out, 4, 2, 1)]
    return nn.Sequential(*layers, nn.Conv1d(embedding, 1, 3, 1, 1))


class Level(nn.Module):
    """One autoencoder with its codebook."""

    def __init__(self, downs, width, depth, embedding, codes, decay=0.99, threshold=1.0):
        super().__init__()
        self.encoder = encoder(downs, width, depth, embedding)
        self.decoder = decoder(downs, width, depth, embedding)
        self.decay, self.threshold = decay, threshold
        self.register_buffer("k", torch.randn(codes, embedding))
        self.register_buffer("sums", self.k.clone())
        self.register_buffer("counts", torch.ones(codes))

    def assign(self, x):
        with torch.autocast("cpu", enabled=False):
            lengths = self.k.square().sum(1)
            parts = [(part.square().sum(1, keepdim=True) - 2 * part @ self.k.T + lengths).argmin(1)
                     for part in x.float().split(4096)]
            return torch.cat(parts)

    def rows(self, x):
        return x.permute(0, 2, 1).reshape(-1, x.shape[1])

    def encode(self, audio):
        return self.assign(self.rows(self.encoder(audio[:, None]))).view(len(audio), -1)

    def decode(self, codes):
        return self.decoder(F.embedding(codes, self.k).transpose(1, 2))[:, 0].float()

    def learn(self, x, codes):
        with torch.no_grad():
            counts = torch.zeros_like(self.counts).index_add_(0, codes, torch.ones(len(codes)))
            sums = torch.zeros_like(self.sums).index_add_(0, codes, x)
            self.counts.mul_(self.decay).add_(counts, alpha=1 - self.decay)
            self.sums.mul_(self.decay).add_(sums, alpha=1 - self.decay)
            fresh = x[torch.randint(len(x), (len(self.k),))]
            used = (self.counts >= self.threshold)[:, None]
            self.k.copy_(torch.where(used, self.sums / self.counts[:, None], fresh))

    def forward(self, audio):
        encoded = self.encoder(audio[:, None])
        x = self.rows(encoded).float()
        codes = self.assign(x.detach())
        chosen = self.k[codes]
        commitment = F.mse_loss(x, chosen)
        self.learn(x.detach(), codes)
        straight = x + (chosen - x).detach()
        image = straight.view(len(audio), -1, x.shape[1]).transpose(1, 2)
        return self.decoder(image)[:, 0].float(), commitment


def magnitudes(audio, size, hop, window):
    spectrum = torch.stft(audio, size, hop, window, torch.hann_window(window), return_complex=True)
    return spectrum.abs()


def spectra(audio, resolutions):
    return [magnitudes(audio, *resolution) for resolution in resolutions]


def loss(audio, out, targets, resolutions, commitment):
    squares = (out - audio).square()
    samples = squares.mean() + 0.02 * squares.topk(min(2048, audio.shape[1])).values.mean()
    spectral = sum((target - magnitudes(out, *resolution)).flatten(1).norm(dim=1).mean()
                   for target, resolution in zip(targets, resolutions)) / len(resolutions)
    return samples + spectral / 100 + 0.02 * commitment
