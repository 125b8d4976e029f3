"""The peer of Regen's training step: BERT4Rec and FLARE in eager PyTorch, with nothing left to win by a usual fix.

Scores are computed at asked-for places only, texts of distinct items only; attention is one call over all heads.
Reads what `Regen.Benchmarks write NAME FOLDER` left, prints loss and seconds of each step.
Usage: step_peer.py FOLDER fp32|bf16 THREADS STEPS
"""
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

folder, precision, threads, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
shape = json.load(open(f"{folder}/shape.json"))


def read(name, dtype):
    with open(f"{folder}/{name}.bin", "rb") as file:
        data = bytearray(file.read())
    return torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)


class Block(nn.Module):
    def __init__(self, width, heads, feed):
        super().__init__()
        self.heads = heads
        self.attention_in = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.feed_in = nn.Linear(width, feed)
        self.feed_out = nn.Linear(feed, width)
        self.feed_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, bias):
        b, s, d = x.shape
        q, k, v = self.attention_in(x).view(b, s, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = torch.matmul(q * (1 / math.sqrt(d // self.heads)), k.transpose(-2, -1))
        weights = torch.softmax(scores if bias is None else scores + bias, -1)
        mixed = torch.matmul(weights.to(v.dtype), v).transpose(1, 2).reshape(b, s, d)
        x = self.attention_norm(x + self.attention_out(mixed))
        return self.feed_norm(x + self.feed_out(F.gelu(self.feed_in(x))))


class ResamplerLayer(nn.Module):
    def __init__(self, width, heads, head_width, multiple):
        super().__init__()
        self.heads = heads
        inner = heads * head_width
        self.input_norm = nn.LayerNorm(width)
        self.latent_norm = nn.LayerNorm(width)
        self.to_q = nn.Linear(width, inner, bias=False)
        self.to_kv = nn.Linear(width, 2 * inner, bias=False)
        self.to_out = nn.Linear(inner, width, bias=False)
        self.feed_norm = nn.LayerNorm(width)
        self.feed_in = nn.Linear(width, width * multiple, bias=False)
        self.feed_out = nn.Linear(width * multiple, width, bias=False)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, latents, bias):
        y = self.latent_norm(latents)
        q = self.split(self.to_q(y))
        k, v = self.to_kv(torch.cat([self.input_norm(x), y], 1)).chunk(2, -1)
        k, v = self.split(k), self.split(v)
        scores = torch.matmul(q * (1 / math.sqrt(q.shape[-1])), k.transpose(-2, -1))
        weights = torch.softmax(scores if bias is None else scores + bias, -1)
        mixed = torch.matmul(weights.to(v.dtype), v).transpose(1, 2).flatten(2)
        latents = latents + self.to_out(mixed)
        return latents + self.feed_out(F.gelu(self.feed_in(self.feed_norm(latents))))


class Resampler(nn.Module):
    def __init__(self, width, config):
        super().__init__()
        self.latents = nn.Parameter(torch.empty(config["latents"], width))
        self.layers = nn.ModuleList(
            ResamplerLayer(width, config["heads"], config["head_width"], config["multiple"]) for _ in range(config["depth"])
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, x, keep):
        latents = self.latents.unsqueeze(0).expand(x.shape[0], -1, -1)
        bias = None
        if keep is not None:
            keep = torch.cat([keep, torch.ones(keep.shape[0], latents.shape[1], dtype=torch.bool)], 1)
            bias = (~keep).float().mul(-1e9)[:, None, None, :]
        for layer in self.layers:
            latents = layer(x, latents, bias)
        return self.norm(latents)


class Context(nn.Module):
    def __init__(self, text_width, width, config):
        super().__init__()
        self.text_to_model = nn.Linear(text_width, width)
        self.resampler = Resampler(width, config)
        self.context_to_model = nn.Linear(width * config["latents"], width)

    def forward(self, x, keep):
        return self.context_to_model(self.resampler(self.text_to_model(x), keep).flatten(1))


class Flare(nn.Module):
    def __init__(self):
        super().__init__()
        width = shape["width"]
        self.item_embedding = nn.Embedding(shape["items"], width)
        if shape["text_width"] > 0:
            self.item_context = Context(shape["text_width"], width, shape["perceiver"])
            self.critique_context = Context(shape["text_width"], width, shape["perceiver"])
            self.no_critique = nn.Parameter(torch.empty(1, width))
        self.mask_embedding = nn.Parameter(torch.empty(1, width))
        self.position_embedding = nn.Embedding(shape["max_history"], width)
        self.input_norm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList(Block(width, shape["heads"], shape["feed"]) for _ in range(shape["layers"]))
        self.item_bias = nn.Parameter(torch.empty(shape["items"]))

    def forward(self, batch):
        b, s = batch["users"], batch["positions"]
        ids = self.item_embedding(batch["items"])
        fused, contrast = ids, None
        if shape["text_width"] > 0:
            context = self.item_context(batch["texts"], batch["texts_keep"])
            fused = ids + context
            one, other = F.normalize(ids.float(), dim=-1), F.normalize(context.float(), dim=-1)
            logits = one @ other.t() / shape["temperature"]
            own = torch.arange(len(logits))
            contrast = shape["contrast"] * 0.5 * (F.cross_entropy(logits, own) + F.cross_entropy(logits.t(), own))
        x = fused.float().index_select(0, batch["slots"]).view(b, s, -1)
        kinds = batch["kinds"].view(b, s)
        x = torch.where((kinds == 2).unsqueeze(-1), self.mask_embedding, x)
        if shape["text_width"] > 0:
            channel = self.no_critique
            if len(batch["critiques"]) > 0:
                channel = torch.cat([channel, self.critique_context(batch["critiques"], batch["critiques_keep"]).float()], 0)
            x = x + channel.index_select(0, batch["critique_slots"]).view(b, s, -1)
        x = self.input_norm(x + self.position_embedding.weight[-s:])
        keep = kinds != 0
        bias = None if bool(keep.all()) else (~keep).float().mul(-1e9)[:, None, None, :]
        for block in self.blocks:
            x = block(x, bias)
        asked = x.reshape(b * s, -1).index_select(0, batch["target_places"])
        scores = F.linear(asked, self.item_embedding.weight).float() + self.item_bias
        loss = F.cross_entropy(scores, batch["targets"])
        return loss if contrast is None else loss + contrast


def load_batches():
    batches = []
    for i in range(shape["batches"]):
        batch = {"users": shape["users"], "positions": shape["positions"][i]}
        for name in ("items", "slots", "critique_slots", "target_places", "targets"):
            batch[name] = read(f"{i}.{name}", torch.int64)
        batch["kinds"] = read(f"{i}.kinds", torch.uint8)
        if shape["text_width"] > 0:
            for name in ("texts", "critiques"):
                count = shape[name][i]
                batch[name] = read(f"{i}.{name}", torch.float32).view(count, -1, shape["text_width"])
                batch[f"{name}_keep"] = None  # every text has all its vectors
        batches.append(batch)
    return batches


model = Flare()
parameters = dict(model.named_parameters())
assert set(parameters) == set(shape["parameters"]), set(parameters) ^ set(shape["parameters"])
with torch.no_grad():
    for name, parameter in parameters.items():
        parameter.copy_(read(f"weights.{name}", torch.float32).view_as(parameter))
options = {"foreach": True} if "foreach" in torch.optim.AdamW.__init__.__code__.co_varnames else {}
optimizer = torch.optim.AdamW(model.parameters(), lr=shape["learning_rate"], weight_decay=0.01, **options)
batches = load_batches()
for step in range(steps):
    start = time.perf_counter()
    cpu = time.process_time()
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = model(batches[step % len(batches)])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1e9)
    optimizer.step()
    print(f"step {step} loss {loss.item():.6f} seconds {time.perf_counter() - start:.4f} cpu {time.process_time() - cpu:.4f}", flush=True)
