#!/usr/bin/env bash
# Packages: torch 2.13.0, numpy 2.4.6
# One would guess: np.sqrt of a tensor gives an array, or quietly a tensor.
# What happens: it gives a tensor, and NumPy warns that torch's `__array_wrap__` lacks two arguments which it will
#   require; with warnings as errors the same line raises DeprecationWarning.
# Why it matters: code that is right in a notebook fails under `python -W error`, as test suites run it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0' 'numpy==2.4.6'

"$work/venv/bin/python" - <<'PY'
import warnings

import numpy as np
import torch

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    root = np.sqrt(torch.tensor([4.0]))
print(type(root).__name__, root)
print([str(warning.message) for warning in warned])
assert type(root) is torch.Tensor
assert len(warned) == 1 and "__array_wrap__" in str(warned[0].message)
PY
