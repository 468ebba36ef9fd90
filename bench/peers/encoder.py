# SPDX-License-Identifier: Apache-2.0
"""ELECTRA, BERT and RoBERTa encoders with their heads in plain PyTorch, under Hugging Face's tensor names.

A reference and a peer, written for clarity: one function per part, weights in a dict.
"""
import math
import torch
import torch.nn.functional as F

HEADS = {
    "ForPreTraining": "discriminator",
    "ForMaskedLM": "mlm",
    "ForSequenceClassification": "classifier",
    "ForTokenClassification": "tagger",
    "ForQuestionAnswering": "qa",
}


def shapes(config):
    """Every parameter of a model as {name: shape}, in the order of the architecture."""
    c, p = config, config["model_type"]
    e, h, f, v = c.get("embedding_size", c["hidden_size"]), c["hidden_size"], c["intermediate_size"], c["vocab_size"]
    out = {
        f"{p}.embeddings.word_embeddings.weight": (v, e),
        f"{p}.embeddings.position_embeddings.weight": (c["max_position_embeddings"], e),
        f"{p}.embeddings.token_type_embeddings.weight": (c["type_vocab_size"], e),
    }

    def dense(name, i, o):
        out[f"{name}.weight"], out[f"{name}.bias"] = (o, i), (o,)

    def norm(name, w):
        out[f"{name}.weight"], out[f"{name}.bias"] = (w,), (w,)

    norm(f"{p}.embeddings.LayerNorm", e)
    if e != h:
        dense(f"{p}.embeddings_project", e, h)
    for i in range(c["num_hidden_layers"]):
        layer = f"{p}.encoder.layer.{i}"
        for part in ("query", "key", "value"):
            dense(f"{layer}.attention.self.{part}", h, h)
        dense(f"{layer}.attention.output.dense", h, h)
        norm(f"{layer}.attention.output.LayerNorm", h)
        dense(f"{layer}.intermediate.dense", h, f)
        dense(f"{layer}.output.dense", f, h)
        norm(f"{layer}.output.LayerNorm", h)
    kind, labels = head(config), len(c.get("id2label", {}))
    if kind == "discriminator":
        dense("discriminator_predictions.dense", h, h)
        dense("discriminator_predictions.dense_prediction", h, 1)
    elif kind == "mlm" and p == "electra":
        dense("generator_predictions.dense", h, e)
        norm("generator_predictions.LayerNorm", e)
        out["generator_lm_head.bias"] = (v,)
    elif kind == "mlm" and p == "bert":
        dense("cls.predictions.transform.dense", h, h)
        norm("cls.predictions.transform.LayerNorm", h)
        out["cls.predictions.bias"] = (v,)
    elif kind == "mlm":
        dense("lm_head.dense", h, h)
        norm("lm_head.layer_norm", h)
        out["lm_head.bias"] = (v,)
    elif kind == "classifier" and p == "bert":
        dense("bert.pooler.dense", h, h)
        dense("classifier", h, labels)
    elif kind == "classifier":
        dense("classifier.dense", h, h)
        dense("classifier.out_proj", h, labels)
    elif kind == "tagger":
        dense("classifier", h, labels)
    elif kind == "qa":
        dense("qa_outputs", h, 2)
    return out


def head(config):
    architecture = config["architectures"][0]
    return next(kind for suffix, kind in HEADS.items() if architecture.endswith(suffix))


def forward(config, w, ids, mask, types, dropout=0.0, attention="eager", at=None):
    """Hidden states (depth + 1 tensors) and the head's outputs by name.

    With `at`, flat positions, the head is computed there alone.
    """
    c, p = config, config["model_type"]
    h, heads, eps = c["hidden_size"], c["num_attention_heads"], c["layer_norm_eps"]

    def dense(name, x):
        return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    def norm(name, x):
        return F.layer_norm(x, (x.shape[-1],), w[f"{name}.weight"], w[f"{name}.bias"], eps)

    def drop(x):
        return F.dropout(x, dropout) if dropout else x

    if p == "roberta":
        real = (ids != c["pad_token_id"]).long()
        positions = torch.cumsum(real, 1) * real + c["pad_token_id"]
    else:
        positions = torch.arange(ids.shape[1]).expand_as(ids)
    x = (
        F.embedding(ids, w[f"{p}.embeddings.word_embeddings.weight"])
        + F.embedding(types, w[f"{p}.embeddings.token_type_embeddings.weight"])
        + F.embedding(positions, w[f"{p}.embeddings.position_embeddings.weight"])
    )
    x = drop(norm(f"{p}.embeddings.LayerNorm", x))
    if f"{p}.embeddings_project.weight" in w:
        x = dense(f"{p}.embeddings_project", x)
    additive = None if bool(mask.all()) else (1.0 - mask[:, None, None, :].to(x.dtype)) * torch.finfo(x.dtype).min
    states = [x]
    for i in range(c["num_hidden_layers"]):
        layer = f"{p}.encoder.layer.{i}"
        q, k, v = (
            dense(f"{layer}.attention.self.{part}", x).unflatten(-1, (heads, h // heads)).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        if attention == "sdpa":
            context = F.scaled_dot_product_attention(q, k, v, attn_mask=additive, dropout_p=dropout)
        else:
            scores = q @ k.transpose(-1, -2) / math.sqrt(h // heads)
            weights = torch.softmax(scores if additive is None else scores + additive, -1)
            context = drop(weights) @ v
        attended = drop(dense(f"{layer}.attention.output.dense", context.transpose(1, 2).flatten(2)))
        middle = norm(f"{layer}.attention.output.LayerNorm", attended + x)
        wide = F.gelu(dense(f"{layer}.intermediate.dense", middle))
        x = norm(f"{layer}.output.LayerNorm", drop(dense(f"{layer}.output.dense", wide)) + middle)
        states.append(x)
    top = x if at is None else x.flatten(0, 1)[at]
    return states, outputs(config, w, top, dense, norm, drop)


def outputs(config, w, x, dense, norm, drop):
    p, kind = config["model_type"], head(config)
    if kind == "discriminator":
        y = F.gelu(dense("discriminator_predictions.dense", x))
        return {"logits": dense("discriminator_predictions.dense_prediction", y).squeeze(-1)}
    if kind == "mlm":
        parts = {
            "electra": ("generator_predictions.dense", "generator_predictions.LayerNorm", "generator_lm_head.bias"),
            "bert": ("cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias"),
            "roberta": ("lm_head.dense", "lm_head.layer_norm", "lm_head.bias"),
        }[p]
        y = norm(parts[1], F.gelu(dense(parts[0], x)))
        return {"logits": F.linear(y, w[f"{p}.embeddings.word_embeddings.weight"], w[parts[2]])}
    if kind == "classifier" and p == "bert":
        return {"logits": dense("classifier", drop(torch.tanh(dense("bert.pooler.dense", x[:, 0]))))}
    if kind == "classifier":
        y = dense("classifier.dense", drop(x[:, 0]))
        return {"logits": dense("classifier.out_proj", drop(F.gelu(y) if p == "electra" else torch.tanh(y)))}
    if kind == "tagger":
        return {"logits": dense("classifier", drop(x))}
    both = dense("qa_outputs", x)
    return {"start_logits": both[..., 0], "end_logits": both[..., 1]}


def loss(config, out, mask, labels):
    """The loss Hugging Face's class computes."""
    kind = head(config)
    if kind == "discriminator":
        real = mask == 1
        return F.binary_cross_entropy_with_logits(out["logits"][real], labels["labels"].to(out["logits"].dtype)[real])
    if kind == "qa":
        return (
            F.cross_entropy(out["start_logits"], labels["start_positions"])
            + F.cross_entropy(out["end_logits"], labels["end_positions"])
        ) / 2
    logits = out["logits"]
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels["labels"].reshape(-1), ignore_index=-100)
