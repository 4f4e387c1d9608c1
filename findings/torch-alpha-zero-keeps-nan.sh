#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: alpha=0 leaves the product out, in the whole family of functions, as beta=0 leaves the input out.
# What happens: addmm and addmv skip it, addr, baddbmm and addcmul (value=0) multiply, and 0 times nan is nan. beta=0
#   skips in addmm and addr alike.
# Why it matters: two answers that are equal on paper differ on the hidden test with a nan, by the shape of the
#   product.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

nan, one = torch.tensor([float("nan")]), torch.ones(1, 1)
product = {
    "addmm": torch.addmm(one, nan[None], one, alpha=0),
    "addmv": torch.addmv(torch.ones(1), one, nan, alpha=0),
    "addr": torch.addr(one, nan, torch.ones(1), alpha=0),
    "baddbmm": torch.baddbmm(one[None], nan[None, None], one[None], alpha=0),
    "addcmul": torch.addcmul(torch.ones(1), nan, torch.ones(1), value=0),
}
found = {name: value.isnan().item() for name, value in product.items()}
print("nan with alpha=0:", found)
assert found == {"addmm": False, "addmv": False, "addr": True, "baddbmm": True, "addcmul": True}
assert torch.addmm(nan[None], one, one, beta=0).item() == 1
assert torch.addr(nan[None], torch.ones(1), torch.ones(1), beta=0).item() == 1
PY
