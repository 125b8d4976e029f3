"""The sentence encoder all-MiniLM-L6-v2 in plain PyTorch: texts in file order, batches padded to their longest.

Usage: torch_minilm.py MODEL_FOLDER IDS_FILE VECTORS_FILE BATCH THREADS
IDS_FILE holds int32: the number of texts, each one's number of tokens, then all ids. VECTORS_FILE receives float32
means of length 1, text by text. Prints what it measured, a name and a number a line.
"""
import json
import struct
import sys
import time

import numpy
import torch
from torch import nn


def read_safetensors(path):
    kinds = {"F32": numpy.float32, "F16": numpy.float16, "I64": numpy.int64}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(data[begin:end], dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def split(self, states):
        return states.view(states.shape[0], states.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, states, mask):
        query, key, value = self.split(self.query(states)), self.split(self.key(states)), self.split(self.value(states))
        scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5 + mask
        seen = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        return self.output(seen)


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        width, inner, eps = config["hidden_size"], config["intermediate_size"], config["layer_norm_eps"]
        self.attention = Attention(width, config["num_attention_heads"])
        self.attention_norm = nn.LayerNorm(width, eps)
        self.up = nn.Linear(width, inner)
        self.gelu = nn.GELU()
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps)

    def forward(self, states, mask):
        states = self.attention_norm(states + self.attention(states, mask))
        return self.norm(states + self.down(self.gelu(self.up(states))))


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.types = nn.Embedding(config["type_vocab_size"], width)
        self.norm = nn.LayerNorm(width, config["layer_norm_eps"])
        self.blocks = nn.ModuleList(Block(config) for _ in range(config["num_hidden_layers"]))

    def forward(self, ids, keep):
        places = torch.arange(ids.shape[1])
        states = self.norm(self.words(ids) + self.positions(places) + self.types.weight[0])
        mask = (1 - keep)[:, None, None, :] * torch.finfo(torch.float32).min
        for block in self.blocks:
            states = block(states, mask)
        means = (states * keep[:, :, None]).sum(1) / keep.sum(1, keepdim=True)
        return nn.functional.normalize(means, dim=1)


def rename(name):
    for old, new in (
        ("embeddings.word_embeddings", "words"), ("embeddings.position_embeddings", "positions"),
        ("embeddings.token_type_embeddings", "types"), ("embeddings.LayerNorm", "norm"), ("encoder.layer.", "blocks."),
        ("attention.self.", "attention."), ("attention.output.dense", "attention.output"),
        ("attention.output.LayerNorm", "attention_norm"), ("intermediate.dense", "up"), ("output.dense", "down"),
        ("output.LayerNorm", "norm"),
    ):
        name = name.replace(old, new)
    return name


def load(folder):
    with open(f"{folder}/config.json", encoding="utf-8") as file:
        encoder = Encoder(json.load(file))
    weights = {rename(name): tensor.float() for name, tensor in read_safetensors(f"{folder}/model.safetensors").items()
               if not name.startswith("pooler") and not name.endswith("position_ids")}
    encoder.load_state_dict(weights)
    return encoder.eval()


def read_ids(path):
    numbers = numpy.fromfile(path, dtype=numpy.int32)
    lengths = numbers[1:1 + numbers[0]]
    return numpy.split(numbers[1 + numbers[0]:], numpy.cumsum(lengths)[:-1])


def run(encoder, texts, batch):
    vectors, computed = [], 0
    for start in range(0, len(texts), batch):
        part = texts[start:start + batch]
        longest = max(len(text) for text in part)
        ids = torch.zeros(len(part), longest, dtype=torch.long)
        keep = torch.zeros(len(part), longest)
        for row, text in enumerate(part):
            ids[row, :len(text)] = torch.from_numpy(text)
            keep[row, :len(text)] = 1
        vectors.append(encoder(ids, keep))
        computed += ids.numel()
    return torch.cat(vectors), computed


def main():
    folder, ids_file, vectors_file, batch, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    encoder, texts = load(folder), read_ids(ids_file)
    with torch.no_grad():
        run(encoder, texts[:256], int(batch))
        wall, cpu = time.perf_counter(), time.process_time()
        vectors, computed = run(encoder, texts, int(batch))
        print(f"python.seconds {time.perf_counter() - wall:.3f}")
        print(f"python.cpu_seconds {time.process_time() - cpu:.3f}")
        print(f"python.tokens_computed {computed}")
    print(f"torch {torch.__version__}")
    vectors.numpy().tofile(vectors_file)


main()
