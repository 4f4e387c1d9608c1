#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: a Blackman window begins and ends with 0, prints as 0.0000, 0.3400, 1.0000, and is never negative.
# What happens: the ends are -1.49e-08, so the whole tensor is printed in scientific notation, and its square root has
#   nan.
# Why it matters: one rounding error rewrites each digit that a learner has to type, and the other build's window
#   prints differently.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

window = torch.signal.windows.blackman(5)
print(window, window.sqrt())
assert -1e-7 < window[0] < 0
assert repr(window).count("e-0") + repr(window).count("e+0") == 5
assert window.sqrt().isnan().any()
PY
