#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: eps=0.0, the formula of the textbook, is accepted by every normalisation or by none.
# What happens: layer_norm, group_norm, rms_norm, batch_norm in evaluation and even instance_norm, which normalises by
#   the batch's own numbers too, accept it; batch_norm in training alone raises ValueError.
# Why it matters: a check of batch norm against the bare formula has to choose another eps, that of layer norm has not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch
from torch.nn import functional

x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
rows = x.reshape(1, 2, 2)
mean, spread = torch.zeros(2), torch.ones(2)
calls = {
    "layer_norm": lambda: functional.layer_norm(x, (2,), eps=0.0),
    "group_norm": lambda: functional.group_norm(x, 1, eps=0.0),
    "rms_norm": lambda: functional.rms_norm(x, (2,), eps=0.0),
    "batch_norm in evaluation": lambda: functional.batch_norm(x, mean, spread, training=False, eps=0.0),
    "batch_norm in training": lambda: functional.batch_norm(x, None, None, training=True, eps=0.0),
    "instance_norm": lambda: functional.instance_norm(rows, eps=0.0),
}
refused = []
for name, call in calls.items():
    try:
        call()
    except ValueError as error:
        refused.append(name)
        print(name, "raises:", error)
print("refused:", refused)
assert refused == ["batch_norm in training"]
PY
