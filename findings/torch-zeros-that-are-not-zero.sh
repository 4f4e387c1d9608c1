#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: torch.zeros makes zeros in each dtype, and what prints as 0. is 0.
# What happens: float8_e8m0fnu has no zero: torch.zeros holds 2**-127, which prints as 0. and is not equal to 0 after
#   a conversion.
# Why it matters: neither the printed form nor the name of the function tells what a tensor holds: answers have to be
#   compared by value.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

x = torch.zeros(2, dtype=torch.float8_e8m0fnu)
print(x, x.float().tolist())
assert repr(x) == "tensor([0., 0.], dtype=torch.float8_e8m0fnu)"
assert x.float().tolist() == [2.0**-127] * 2
assert not (x.double() == 0).any()
PY
