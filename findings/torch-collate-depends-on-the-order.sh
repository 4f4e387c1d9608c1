#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: the batch of 1 and 2.5 has the dtype of the batch of 2.5 and 1.
# What happens: the first element chooses: beginning with a float the batch is float64, beginning with an int float32.
#   With a bool first, the 2 stays 2; torch.tensor gives float32 for both orders.
# Why it matters: with shuffling the dtype of a batch, and whether the model accepts it, depends on the seed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch
from torch.utils.data import default_collate

found = {str(batch): default_collate(batch).dtype for batch in ([1, 2.5], [2.5, 1])}
print(found)
assert list(found.values()) == [torch.float32, torch.float64]
assert {torch.tensor(batch).dtype for batch in ([1, 2.5], [2.5, 1])} == {torch.float32}
assert default_collate([True, 2]).tolist() == [1, 2]
PY
