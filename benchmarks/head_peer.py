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


def wave(count, pace, together=8192):
    """Some rows at a time: made whole, the float64 on the way would be larger than the table."""
    values = torch.zeros(count, WIDTH)
    for start in range(0, count, together):
        rows = min(together, count - start)
        numbers = torch.arange(start * WIDTH, (start + rows) * WIDTH, dtype=torch.float64)
        values[start : start + rows] = numbers.mul_(pace).sin_().mul_(0.1).view(rows, WIDTH)
    return values


def resident(name):
    """VmRSS or VmHWM of this process, in megabytes (10^6 bytes)."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) * 1024 / 1e6


hidden, table = wave(rows, 0.37).requires_grad_(), wave(items, 0.11).requires_grad_()
targets = torch.arange(rows).mul(7919).remainder(items)
table.grad = torch.zeros_like(table)
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # forgets the peak so far
before = resident("VmRSS:")
for step in range(steps):
    hidden.grad = table.grad = None
    start, cpu = time.perf_counter(), time.process_time()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
        loss = F.cross_entropy(F.linear(hidden, table).float(), targets)
    loss.backward()
    print(
        f"step {step} loss {loss.item():.6f} seconds {time.perf_counter() - start:.4f} cpu {time.process_time() - cpu:.4f} "
        f"peak_mb {resident("VmHWM:") - before:.0f} flop {6.0 * rows * items * WIDTH:.3E}",
        flush=True,
    )
