#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: an integer to a negative power is one rule: an error, or a number.
# What happens: with a Python number as exponent it raises RuntimeError; with a tensor as exponent 2**-1 is 0, and
#   0**-1, a division by zero, is 0 as well.
# Why it matters: the same formula is an error or a silent 0, by whether the exponent was typed or computed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

bases = torch.tensor([2, -1, 1, 0])
found = (bases ** torch.tensor([-1])).tolist()
print("tensor exponent:", found)
assert found == [0, -1, 1, 0]
assert (2 ** torch.tensor([-1])).tolist() == [0]
try:
    bases**-1
except RuntimeError as error:
    print("number as exponent:", error)
else:
    raise SystemExit("accepted now")
PY
