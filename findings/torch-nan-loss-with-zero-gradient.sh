#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: a loss that is nan gives gradients that are nan, so one of the two is enough to notice it.
# What happens: cross_entropy with all targets ignored is nan (0 / 0), and its gradient on the CPU is exactly 0. The
#   mean over nothing written by hand, sum / count, does the same.
# Why it matters: a judge that compares gradients only accepts such an answer, one that compares losses does not: both
#   have to be compared, nan included.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch
import torch.nn.functional as F

target = torch.full((2,), -100)
for name, loss_of in {
    "mean": lambda x: F.cross_entropy(x, target),
    "sum / count": lambda x: F.cross_entropy(x, target, reduction="sum") / (target != -100).sum(),
}.items():
    x = torch.randn(2, 3, requires_grad=True)
    loss = loss_of(x)
    loss.backward()
    print(f"{name}: loss {loss.item()}, gradient {x.grad.tolist()}")
    assert loss.isnan()
    assert (x.grad == 0).all()
PY
