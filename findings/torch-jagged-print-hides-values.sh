#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: two tensors that print alike are alike to the eye: values are left out only above a thousand
#   entries.
# What happens: the print of a jagged nested tensor has no value at all, only offsets, so any two of the same lengths
#   print alike but for a running name (j1, j2). The strided layout prints its values.
# Why it matters: a card that asks what is printed accepts nonsense, and a verdict that shows both tensors shows the
#   same text twice.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

parts = [torch.arange(2.0), torch.arange(3.0)]
one = torch.nested.nested_tensor(parts, layout=torch.jagged)
two = torch.nested.nested_tensor([part + 7 for part in parts], layout=torch.jagged)
strided = torch.nested.nested_tensor(parts, layout=torch.strided)
print(one, two, strided, sep="\n")
without_size = [repr(x).split("offsets")[1] for x in (one, two)]
assert without_size[0] == without_size[1] == "=tensor([0, 2, 5]), contiguous=True)"
assert not torch.equal(one.values(), two.values())
assert "2." in repr(strided)
PY
