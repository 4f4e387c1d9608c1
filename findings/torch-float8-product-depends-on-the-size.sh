#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: whether a dtype has a product does not depend on how many entries there are.
# What happens: float8_e4m3fn times itself works for two entries and raises NotImplementedError for one.
# Why it matters: a code answer passes on the example and fails on the hidden case of length 1, and the learner is
#   told that the dtype has no kernel.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch


def product(size):
    x = torch.full((size,), 1.5).to(torch.float8_e4m3fn)
    return (x * x).float().tolist()


print("two entries:", product(2))
assert product(2) == [2.25, 2.25]
try:
    product(1)
except NotImplementedError as error:
    print("one entry:", error)
else:
    raise SystemExit("one entry works now")
PY
