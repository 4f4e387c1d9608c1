#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: after the same seed, randn(15) is the beginning of randn(16), and two draws of 8 are one draw of
#   16, as for rand.
# What happens: from 16 numbers on randn takes another way: not one of the first 15 numbers is the same, and 8 + 8 is
#   not 16. rand keeps its beginning.
# Why it matters: a question that draws its input by seed changes all its numbers, and its answer, when an author only
#   changes a size.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" -W ignore - <<'PY'
import torch


def drawn(make, *sizes):
    torch.manual_seed(0)
    return torch.cat([make(size) for size in sizes])


for make in (torch.rand, torch.randn):
    begins = [torch.equal(drawn(make, n), drawn(make, n + 1)[:n]) for n in (8, 14, 15, 16)]
    halves = [torch.equal(drawn(make, n, n), drawn(make, 2 * n)) for n in (4, 7, 8)]
    print(make.__name__, begins, halves)
    smooth = make is torch.rand
    assert begins == [True, True, smooth, smooth]
    assert halves == [True, True, smooth]
assert not (drawn(torch.randn, 15) == drawn(torch.randn, 16)[:15]).any()
PY
