#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: 44 == 300 is false and 44 < 200 is true, also for a tensor of int8; a number that does not fit
#   raises, as in masked_fill.
# What happens: the number is cut to the tensor's dtype first: int8 44 == 300 is True, 44 < 200 is False, and uint8 44
#   > -1 is False. clamp and masked_fill raise for the same numbers.
# Why it matters: masks over image bytes and labels are silently wrong, and only for values that no example of the
#   card may hold.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch

signed, unsigned = torch.tensor([44], dtype=torch.int8), torch.tensor([44], dtype=torch.uint8)
found = {
    "int8 44 == 300": (signed == 300).item(),
    "int8 44 < 200": (signed < 200).item(),
    "uint8 44 > -1": (unsigned > -1).item(),
    "int64 44 == 300": (signed.long() == 300).item(),
}
print(found)
assert list(found.values()) == [True, False, False, False]
for call in (lambda: unsigned.masked_fill(unsigned == 44, 300), lambda: signed.clamp(max=200)):
    try:
        call()
    except RuntimeError as error:
        print("refused:", error)
    else:
        raise SystemExit("accepted now")
PY
