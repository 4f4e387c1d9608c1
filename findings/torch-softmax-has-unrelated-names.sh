#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: what a TorchFunctionMode sees of the softmax functions can be told by one name, or leads to one.
# What happens: torch.softmax comes as `softmax`, torch.special.softmax as `special_softmax`, torch.sparse.softmax as
#   `_sparse_softmax`, three functions of which none is another; torch.nn.functional.softmax comes as itself.
# Why it matters: whoever counts or refuses calls of softmax has to know every one of them.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch
from torch.overrides import TorchFunctionMode


class Names(TorchFunctionMode):
    def __init__(self):
        self.seen = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        self.seen.append(function.__name__)
        return function(*args, **(kwargs or {}))


dense = torch.eye(2)
sparse = dense.to_sparse()
found = {}
for name, call in (
    ("torch.softmax", lambda: torch.softmax(dense, 1)),
    ("torch.special.softmax", lambda: torch.special.softmax(dense, 1)),
    ("torch.sparse.softmax", lambda: torch.sparse.softmax(sparse, 1)),
    ("torch.nn.functional.softmax", lambda: torch.nn.functional.softmax(dense, 1)),
):
    with Names() as mode:
        call()
    found[name] = mode.seen
    print(f"{name}: {mode.seen}")
assert found["torch.softmax"] == ["softmax"]
assert found["torch.special.softmax"] == ["special_softmax"]
assert found["torch.sparse.softmax"] == ["_sparse_softmax"]
assert found["torch.nn.functional.softmax"] == ["softmax"]
assert len({torch.softmax, torch.special.softmax, torch.sparse.softmax}) == 3
PY
