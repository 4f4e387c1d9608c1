#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: fake_quantize_per_tensor_affine computes what quantize_per_tensor and dequantize give: that is its
#   purpose.
# What happens: ties differ when the zero point is odd: quantize adds it before rounding (0.5, 1.5, 2.5 give 2, 2, 4),
#   fake quantize rounds first (1, 3, 3). With zero point 0 they agree.
# Why it matters: ties are the numbers a quiz author picks (0.5, 1.5), and which is right depends on the function and,
#   from build to build, on the kernels.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

x = torch.tensor([0.5, 1.5, 2.5])


def both(zero_point):
    real = torch.quantize_per_tensor(x, 1.0, zero_point, torch.quint8).int_repr()
    fake = torch.fake_quantize_per_tensor_affine(x, 1.0, zero_point, 0, 255) + zero_point
    return real.tolist(), fake.int().tolist()


print("zero point 0:", *both(0))
print("zero point 1:", *both(1))
assert both(0) == ([0, 2, 2], [0, 2, 2])
assert both(1) == ([2, 2, 4], [1, 3, 3])
PY
