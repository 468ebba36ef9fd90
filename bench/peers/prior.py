# SPDX-License-Identifier: Apache-2.0
"""Jukebox's priors in plain PyTorch, written from the paper: factored attention over block views, and steps with a
preallocated cache per pattern."""
import math

import torch
import torch.nn.functional as F
from torch import nn

ROW, COLUMN, PREVIOUS, PRIME, DENSE = range(5)


def pattern(order, layer):
    usual = (ROW, COLUMN, PREVIOUS)[layer % 3]
    if order == 2:
        return usual
    if order == 12:
        return (PRIME, PRIME, DENSE)[layer % 3] if layer % 16 == 15 else usual
    raise ValueError(f"order {order} is not written here")


class Projection(nn.Module):
    def __init__(self, inside, outside):
        super().__init__()
        self.w = nn.Parameter(0.02 * torch.randn(inside, outside))
        self.b = nn.Parameter(torch.zeros(outside))

    def forward(self, x):
        return torch.addmm(self.b, x.reshape(-1, x.shape[-1]), self.w).view(*x.shape[:-1], -1)


class Attention(nn.Module):
    def __init__(self, options, kind, fused):
        super().__init__()
        self.kind, self.fused, self.heads = kind, fused, options.heads
        self.state = options.width // 4
        self.rows, self.columns = options.blocks, options.positions // options.blocks
        self.prime = (options.prime // options.blocks + 1) * options.blocks
        self.c_attn = Projection(options.width, 3 * self.state)
        self.c_proj = Projection(self.state, options.width)

    def look(self, q, k, v, causal=False):
        if self.fused:
            return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-2, -1)
        if causal:
            scores = scores.masked_fill(torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1), -1e9)
        return scores.softmax(-1) @ v

    def forward(self, x):
        b, rows, columns, d = x.shape[0], self.rows, self.columns, self.state // self.heads
        qkv = self.c_attn(x).view(b, rows, columns, 3, self.heads, d)
        if self.kind == ROW:
            q, k, v = qkv.permute(3, 0, 1, 4, 2, 5).reshape(3, b * rows, self.heads, columns, d)
            seen = self.look(q, k, v, True).transpose(1, 2).reshape(b, rows * columns, self.state)
        elif self.kind == COLUMN:
            q, k, v = qkv.permute(3, 0, 2, 4, 1, 5).reshape(3, b * columns, self.heads, rows, d)
            seen = self.look(q, k, v, True).view(b, columns, self.heads, rows, d)
            seen = seen.permute(0, 3, 1, 2, 4).reshape(b, rows * columns, self.state)
        elif self.kind == PREVIOUS:
            q, k, v = qkv.permute(3, 0, 1, 4, 2, 5)
            shape = (b * (rows - 1), self.heads, columns, d)
            seen = self.look(q[:, 1:].reshape(shape), k[:, :-1].reshape(shape), v[:, :-1].reshape(shape))
            seen = seen.transpose(1, 2).reshape(b, (rows - 1) * columns, self.state)
            seen = F.pad(seen, (0, 0, columns, 0))
        else:
            q, k, v = qkv.view(b, rows * columns, 3, self.heads, d).permute(2, 0, 3, 1, 4)
            if self.kind == DENSE:
                seen = self.look(q, k, v, True)
            else:
                p = self.prime
                k, v = k[:, :, :p], v[:, :, :p]
                seen = torch.cat([self.look(q[:, :, :p], k, v, True), self.look(q[:, :, p:], k, v)], 2)
            seen = seen.transpose(1, 2).reshape(b, rows * columns, self.state)
        return self.c_proj(seen)

    def cache(self, batch, dtype):
        d = self.state // self.heads
        shape = {ROW: (2, batch, self.heads, self.columns, d), PREVIOUS: (2, 2, batch, self.heads, self.columns, d),
                 COLUMN: (self.columns, 2, batch, self.heads, self.rows, d),
                 PRIME: (2, batch, self.heads, self.prime, d),
                 DENSE: (2, batch, self.heads, self.rows * self.columns, d)}[self.kind]
        return torch.randn(shape, dtype=dtype)

    def step(self, x, cache, position):
        b = x.shape[0]
        row, column = divmod(position, self.columns)
        q, k, v = self.c_attn(x).view(b, 3, self.heads, 1, -1).unbind(1)
        if self.kind == PREVIOUS:
            cache[row & 1, 0, :, :, column:column + 1] = k
            cache[row & 1, 1, :, :, column:column + 1] = v
            past = cache[(row - 1) & 1]
            seen = self.look(q, past[0], past[1]) if row else torch.zeros_like(q)
        else:
            past, at = {ROW: lambda: (cache, column), COLUMN: lambda: (cache[column], row),
                        PRIME: lambda: (cache, position), DENSE: lambda: (cache, position)}[self.kind]()
            if at < past.shape[3]:
                past[0, :, :, at:at + 1] = k
                past[1, :, :, at:at + 1] = v
            seen = self.look(q, past[0, :, :, :at + 1], past[1, :, :, :at + 1])
        return self.c_proj(seen.reshape(b, self.state))


class Block(nn.Module):
    def __init__(self, options, kind, fused):
        super().__init__()
        self.attn = Attention(options, kind, fused)
        self.ln_0, self.ln_1 = nn.LayerNorm(options.width), nn.LayerNorm(options.width)
        self.c_fc, self.c_proj = Projection(options.width, options.width), Projection(options.width, options.width)

    def mlp(self, x):
        h = self.c_fc(x)
        return self.c_proj(h * torch.sigmoid(1.702 * h))

    def forward(self, x):
        x = x + self.attn(self.ln_0(x))
        return x + self.mlp(self.ln_1(x))

    def step(self, x, cache, position):
        x = x + self.attn.step(self.ln_0(x), cache, position)
        return x + self.mlp(self.ln_1(x))


class Prior(nn.Module):
    def __init__(self, options, fused):
        super().__init__()
        self.x_emb = nn.Embedding(options.vocabulary, options.width)
        nn.init.normal_(self.x_emb.weight, std=0.02)
        self.pos_emb = nn.Parameter(0.01 * torch.randn(options.positions, options.width))
        self.start = nn.Parameter(0.01 * torch.randn(1, 1, options.width))
        self.layers = nn.ModuleList(Block(options, pattern(options.order, layer), fused)
                                    for layer in range(options.depth))

    def forward(self, codes, added):
        x = torch.cat([self.start.expand(len(codes), 1, -1), self.x_emb(codes[:, :-1])], 1) + self.pos_emb + added
        for layer in self.layers:
            x = layer(x)
        return (x + added) @ self.x_emb.weight.t()

    def loss(self, codes, added):
        return F.cross_entropy(self(codes, added).flatten(0, 1).float(), codes.flatten()) / math.log(2)

    def caches(self, batch):
        return [layer.attn.cache(batch, self.x_emb.weight.dtype) for layer in self.layers]

    def step(self, codes, added, caches, position):
        x = self.x_emb(codes) + self.pos_emb[position] + added[:, position]
        for layer, cache in zip(self.layers, caches):
            x = layer.step(x, cache, position)
        return (x + added[:, position]) @ self.x_emb.weight.t()
