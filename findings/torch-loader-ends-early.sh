#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: an exception in a dataset's __getitem__ reaches the training loop.
# What happens: StopIteration does not: the loop over the DataLoader ends there, as if the data were all. A loader
#   that says its length is 5 gives 2 batches.
# Why it matters: next() in a dataset is common in exercises; the answer trains on less data, without an error to ask
#   about.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch
from torch.utils.data import DataLoader, Dataset


class Numbers(Dataset):
    def __init__(self, error):
        self.error = error

    def __len__(self):
        return 5

    def __getitem__(self, index):
        if index == 2:
            raise self.error
        return index


loader = DataLoader(Numbers(StopIteration()), batch_size=1)
batches = [batch.tolist() for batch in loader]
print("length", len(loader), "batches", batches)
assert len(loader) == 5 and batches == [[0], [1]]
try:
    list(DataLoader(Numbers(KeyError()), batch_size=1))
except KeyError:
    print("KeyError is raised")
else:
    raise SystemExit("KeyError is lost too")
PY
