#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: `untyped_storage()` makes a new wrapper at each call, so `is` says nothing, as with `x.data is x.data`.
# What happens: a tensor and all its views give the very same Python object, as long as somebody holds it; `x.data` is
#   a new object at each call, and so is `x.T`.
# Why it matters: `is` on storages is a right test for shared memory, and on every other wrapper it is a wrong one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

x = torch.arange(6).reshape(2, 3)
whole = x.untyped_storage()
views = {"row": x[1], "transpose": x.T, "flat": x.view(-1), "diagonal": x.diagonal(), "detached": x.detach()}
for name, view in views.items():
    print(name, view.untyped_storage() is whole)
    assert view.untyped_storage() is whole
assert x.clone().untyped_storage() is not whole
data, transpose = x.data, x.T
print("data", x.data is data, "transpose", x.T is transpose)
assert x.data is not data and x.T is not transpose
PY
