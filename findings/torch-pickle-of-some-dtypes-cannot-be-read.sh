#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: what pickle.dumps takes, pickle.loads gives back; and a tensor that float32 can do, uint16 can.
# What happens: for uint16, uint32, uint64 and the float8 dtypes dumps succeeds and loads raises AttributeError.
#   torch.save and copy.deepcopy work for them.
# Why it matters: answers travel between processes: the sender sees success, and the error comes in the process that
#   has no stack to blame.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import copy
import io
import pickle

import torch


def outcome(dtype):
    data = pickle.dumps(torch.ones(1, dtype=dtype))
    try:
        return pickle.loads(data).dtype == dtype
    except AttributeError as error:
        return str(error)


for dtype in (torch.float32, torch.bfloat16, torch.uint8):
    assert outcome(dtype) is True, dtype
for dtype in (torch.uint16, torch.uint32, torch.uint64, torch.float8_e4m3fn, torch.float8_e8m0fnu):
    print(dtype, outcome(dtype))
    assert "has no attribute 'dtype'" in str(outcome(dtype))
    assert copy.deepcopy(torch.ones(1, dtype=dtype)).dtype == dtype
    file = io.BytesIO()
    torch.save(torch.ones(1, dtype=dtype), file)
    file.seek(0)
    assert torch.load(file).dtype == dtype
PY
