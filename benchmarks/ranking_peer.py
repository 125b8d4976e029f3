"""The peer of full ranking: one product, one comparison, one topk for each column, over blocks of users.

Usage: ranking_peer.py THREADS ROUNDS USERS ITEMS
"""
import sys
import time

import torch

threads, rounds, users, items = map(int, sys.argv[1:5])
WIDTH, TOGETHER, K = 256, 1024, 20
torch.set_num_threads(threads)
torch.manual_seed(1)
left, right = torch.randn(users, WIDTH), torch.randn(items, WIDTH)
targets = torch.randint(0, items, (users,))
seen = torch.randint(0, items, (users, 8))
with torch.no_grad():
    for step in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        total = 0
        for first in range(0, users, TOGETHER):
            block = slice(first, min(users, first + TOGETHER))
            scores = left[block] @ right.t()
            own = scores.gather(1, targets[block].unsqueeze(1))
            ranks = (scores >= own).sum(1)
            removed = ranks - ((scores.gather(1, seen[block]) >= own) & (seen[block] != targets[block].unsqueeze(1))).sum(1)
            kept = scores.topk(K)
            scores.scatter_(1, seen[block], float("-inf"))
            without = scores.topk(K)
            total += int(ranks.sum() + removed.sum() + kept.indices[0, 0] + without.indices[0, 0])
        print(
            f"step {step} loss {total} seconds {time.perf_counter() - start:.4f} cpu {time.process_time() - cpu:.4f} "
            f"flop {2.0 * users * items * WIDTH:.3E}",
            flush=True,
        )
