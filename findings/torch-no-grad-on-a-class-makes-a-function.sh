#!/usr/bin/env bash
# Packages: torch 2.13.0
# One would guess: `@torch.no_grad()` above a class switches gradients off in all its methods, or is refused.
# What happens: it warns that this is deprecated, and the name becomes a plain function around the constructor: only
#   `__init__` runs without gradients, the other methods record them as before, `isinstance` against the name raises
#   TypeError, and subclassing it too.
# Why it matters: evaluation code that looks protected builds a graph at every call, and keeps its memory.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'

"$work/venv/bin/python" - <<'PY'
import types
import warnings

import torch

with warnings.catch_warnings(record=True) as given:
    warnings.simplefilter("always")

    @torch.no_grad()
    class Scaled:
        def __init__(self):
            self.weight = torch.ones(2, requires_grad=True)
            self.made = self.weight * 2

        def __call__(self):
            return self.weight * 2


print("warned:", [w.category.__name__ for w in given])
print("the name is a", type(Scaled).__name__)
scaled = Scaled()
print("made in __init__ requires grad:", scaled.made.requires_grad)
print("made in a call requires grad:", scaled().requires_grad)
assert [w.category for w in given] == [FutureWarning]
assert isinstance(Scaled, types.FunctionType)
assert not scaled.made.requires_grad and scaled().requires_grad
try:
    isinstance(scaled, Scaled)
except TypeError as error:
    print("isinstance:", error)
else:
    raise SystemExit("isinstance accepts it now")
try:
    class Child(Scaled):
        pass
except TypeError as error:
    print("subclass:", error)
else:
    raise SystemExit("it can be subclassed now")
PY
