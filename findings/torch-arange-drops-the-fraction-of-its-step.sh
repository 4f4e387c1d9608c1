#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: arange(0, 6, 1.5, dtype=D) holds 0, 1, 3, 4 for each integer dtype: the float range, cut.
# What happens: the step is cut to 1 first, and the length depends on the dtype: int64 counts with the cut step (six
#   entries), int32 with the real one (four). A step of 0.5 is an error in int64 and four zeros in int32.
# Why it matters: the two dtypes a learner takes for the same kind of number give tensors of different shapes from the
#   same call.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

long, narrow = (torch.arange(0, 6, 1.5, dtype=dtype).tolist() for dtype in (torch.int64, torch.int32))
print("int64", long, "int32", narrow, "cut afterwards", torch.arange(0, 6, 1.5).long().tolist())
assert long == [0, 1, 2, 3, 4, 5]
assert narrow == [0, 1, 2, 3]
assert torch.arange(0, 2, 0.5, dtype=torch.int32).tolist() == [0, 0, 0, 0]
try:
    torch.arange(0, 2, 0.5, dtype=torch.int64)
except ValueError as error:
    print("step 0.5, int64:", error)
else:
    raise SystemExit("accepted now")
PY
