#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: torch.equal is the strict comparison and torch.allclose the tolerant one: what is equal is close.
# What happens: equal says True for int64, float32 and float64 of the same values, allclose raises RuntimeError for
#   two dtypes; for shapes it is the other way round: allclose broadcasts, equal does not.
# Why it matters: whichever of the two judges an answer, a wrong dtype or a wrong shape passes, and the other one
#   cannot be used as a second opinion.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

one = torch.ones(3)
print("equal, float32 and int64:", torch.equal(one, one.long()), "float64:", torch.equal(one, one.double()))
assert torch.equal(one, one.long()) and torch.equal(one, one.double())
try:
    torch.allclose(one, one.double())
except RuntimeError as error:
    print("allclose, float32 and float64:", error)
else:
    raise SystemExit("accepted now")
assert torch.allclose(torch.ones(1), torch.ones(3, 3)) and not torch.equal(torch.ones(1), torch.ones(3, 3))
assert torch.allclose(torch.ones(0, 3), torch.zeros(1, 3))
print("allclose, shapes (0, 3) and (1, 3) of other values:", True)
PY
