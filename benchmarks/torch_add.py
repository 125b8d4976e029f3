"""The cost of one operator: a 1x1 add, as seen from Python. Prints nanoseconds per call, the least of several rounds."""
import time

import torch

ROUNDS = 1000
CALLS = 2_000


def least(run):
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        run()
        best = min(best, (time.perf_counter_ns() - start) / CALLS)
    return best


def add():
    for _ in range(CALLS):
        one.add(other)


def operator():
    for _ in range(CALLS):
        one + other


torch.set_num_threads(1)
with torch.no_grad():
    one = torch.ones(1, 1)
    other = torch.ones(1, 1)
    print(f"python.add {least(add):.1f}")
    print(f"python.operator {least(operator):.1f}")
print(f"torch {torch.__version__}")
