#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: children of one process draw different random numbers: Python takes care of it after a fork.
# What happens: Python's random is seeded anew in each child, torch's generator is copied: all children draw the same
#   tensor.
# Why it matters: a pool of forked workers that draws questions or checks answers by chance tests one input many
#   times, while the names it picks by random look varied.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import os
import random

import torch

torch.manual_seed(0)
random.seed(0)
drawn = []
for _ in range(3):
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(sink, f"{random.random()} {torch.rand(1).item()}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    drawn.append(os.read(source, 100).decode().split())
print(*drawn, sep="\n")
assert len({python for python, _ in drawn}) == 3
assert len({tensor for _, tensor in drawn}) == 1
PY
