#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: need_weights only asks MultiheadAttention for a second result; the first is the same.
# What happens: for a row that may see no key the output is nan with need_weights=True and a number with False:
#   softmax over nothing in one way, zeros from the fused one in the other.
# Why it matters: an answer that is right in the learner's hands is nan for the judge that asks for the weights to
#   show them.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

torch.manual_seed(0)
attention = torch.nn.MultiheadAttention(2, 1, batch_first=True)
x = torch.ones(1, 2, 2)
nobody, everybody = torch.tensor([[True, True]]), torch.tensor([[False, False]])


def output(mask, weights):
    return attention(x, x, x, key_padding_mask=mask, need_weights=weights)[0]


print("need_weights=True: ", output(nobody, True).tolist())
print("need_weights=False:", output(nobody, False).tolist())
assert output(nobody, True).isnan().all()
assert output(nobody, False).isfinite().all()
torch.testing.assert_close(output(everybody, True), output(everybody, False))
PY
