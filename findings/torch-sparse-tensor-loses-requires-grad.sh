#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: torch.load gives back whether a tensor requires its gradient, in each layout.
# What happens: a dense or CSR tensor keeps requires_grad, a COO tensor comes back without it.
# Why it matters: an answer that is stored and loaded is judged as detached, though the learner's was not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import io

import torch


def kept(x):
    file = io.BytesIO()
    torch.save(x.requires_grad_(), file)
    file.seek(0)
    return torch.load(file).requires_grad


found = [kept(x) for x in (torch.eye(2), torch.eye(2).to_sparse_csr(), torch.eye(2).to_sparse())]
print("dense, CSR, COO:", found)
assert found == [True, True, False]
PY
