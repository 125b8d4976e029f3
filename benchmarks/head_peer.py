"""The peer of the item head: scores, cross-entropy and gradients in eager PyTorch.

Usage: head_peer.py fp32|bf16 THREADS STEPS ITEMS ROWS
"""
import sys
import time

import torch
from torch.nn import functional as F

precision, threads, steps, items, rows = sys.argv[1], *map(int, sys.argv[2:6])
WIDTH = 256
torch.set_num_threads(threads)


def wave(count, pace):
    return torch.arange(count * WIDTH, dtype=torch.float64).mul_(pace).sin_().mul_(0.1).float().view(count, WIDTH)


def memory(line):
    """Resident memory now (VmRSS) or at most since the mark was set back (VmHWM), in MB."""
    with open("/proc/self/status") as status:
        return next(int(text.split()[1]) * 1024 / 1e6 for text in status if text.startswith(line))


hidden, table = wave(rows, 0.37).requires_grad_(), wave(items, 0.11).requires_grad_()
targets = torch.arange(rows).mul(7919).remainder(items)
table.grad = torch.zeros_like(table)
with open("/proc/self/clear_refs", "w") as mark:
    mark.write("5")
before = memory("VmRSS:")
for step in range(steps):
    hidden.grad = table.grad = None
    start, cpu = time.perf_counter(), time.process_time()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = F.cross_entropy(F.linear(hidden, table).float(), targets)
    loss.backward()
    print(
        f"step {step} loss {loss.item():.6f} seconds {time.perf_counter() - start:.4f} cpu {time.process_time() - cpu:.4f} "
        f"peak_mb {memory('VmHWM:') - before:.0f} flop {6.0 * rows * items * WIDTH:.3E}",
        flush=True,
    )
