#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: rounding a finite number to three decimals gives a finite number near it; a large one stays as it
#   is.
# What happens: round(decimals=3) multiplies by 1000 first: 1e36 becomes inf, though it has no decimals to round.
# Why it matters: rounding both sides before comparing is a usual way to judge: two different large answers are then
#   equal.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

large = torch.tensor([1e36, 2e36])
rounded = large.round(decimals=3)
print(large, "->", rounded)
assert large.isfinite().all() and rounded.isinf().all()
assert large[0] != large[1]
assert torch.equal(*large.round(decimals=3))
assert round(large[0].item(), 3) == large[0].item()
PY
