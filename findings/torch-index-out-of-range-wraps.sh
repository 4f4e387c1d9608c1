#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: an index outside the tensor is an error in every function that takes an index tensor; so is -1, or
#   nowhere.
# What happens: take_along_dim reduces the index by the size: 5 of three entries is the one at 2. gather, of which it
#   is the convenient form, raises. And -1 is the last entry for take and index_fill, RuntimeError for gather,
#   IndexError for index_select.
# Why it matters: a learner's answer with an index that is off by the size passes here, and the class of the expected
#   error depends on the function.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

x = torch.tensor([0, 10, 20])


def outcome(function, index):
    try:
        return function(torch.tensor([index])).tolist()
    except Exception as error:
        return type(error).__name__


functions = {
    "take_along_dim": lambda i: x.take_along_dim(i, 0),
    "gather": lambda i: x.gather(0, i),
    "take": lambda i: x.take(i),
    "index_select": lambda i: x.index_select(0, i),
    "index_fill": lambda i: x.index_fill(0, i, 1),
}
found = {name: (outcome(f, 5), outcome(f, -1)) for name, f in functions.items()}
print("index 5 and -1 of three entries:", *found.items(), sep="\n")
assert found == {
    "take_along_dim": ([20], [20]),
    "gather": ("RuntimeError", "RuntimeError"),
    "take": ("IndexError", [20]),
    "index_select": ("IndexError", "IndexError"),
    "index_fill": ("IndexError", [0, 10, 1]),
}
PY
