"""Every op that torch tests itself with, and the round trip of what it gives: value, torch's print, reader, comparison.

    python tests/answer/opdb.py [--all]

prints how many outputs were tried, what the print of some does not show, and whatever went wrong. Without `--all` a
fixed sample of the ops is tried. It runs in a process of its own: importing these tables changes settings of torch for
good.
"""

from __future__ import annotations

import json
import math
import random
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import torch

from quiz.answer.compare.compare import CompareRules, compare
from quiz.answer.typed.literal import Form, Unreadable, read
from quiz.answer.value import Number, Opaque, Series, Table, Tensor, Value, from_wire
from quiz.worker.capture.capture import capture

DTYPES = [torch.float32, torch.int64, torch.complex64, torch.bool, torch.bfloat16, torch.float64, torch.uint8]
EVERY, SAMPLED = 10, 2
"""Without `--all`, every tenth op is tried on so many dtypes, and of each on the first sample."""
EXACT = CompareRules(dtype_exact=True)
LEAVES, CELLS = 2, 2
"""The first tensors of an output, and cells anywhere in each, that are changed."""
LARGE = 200
"""Without `--all`, nothing is changed in tensors of more cells: it would take most of the time."""

NUMBER = re.compile(r"[-+]?(?:inf|nan|\d[\d.]*(?:e[-+]\d+)?)(?=[-+,\])j\s]|$)|True|False")


class Tally:
    """What was tried, and how it was judged."""

    def __init__(self) -> None:
        self.tried = Counter[str]()
        self.hidden = Counter[str]()
        self.wrong: list[str] = []
        self.ops: set[str] = set()

    def fail(self, what: str, op: str, text: str, said: object) -> None:
        self.wrong.append(f"{op}: {what}: {said}: {text if len(text) < 400 else text[:400] + '…'}")


def outputs(everything: bool) -> Iterator[tuple[str, Any]]:
    """(op and dtype, output) for the samples that torch's own tests run each op on, on the CPU."""
    from torch.testing._internal.common_methods_invocations import op_db

    for op in op_db if everything else op_db[::EVERY]:
        taken = [dtype for dtype in DTYPES if dtype in op.supported_dtypes("cpu")]
        some = random.Random(op.name).sample(taken, min(SAMPLED, len(taken)))
        for dtype in taken if everything else some:
            torch.manual_seed(0)
            for sample in islice(op.sample_inputs("cpu", dtype), None if everything else 1):
                try:
                    output = op(sample.input, *sample.args, **sample.kwargs)
                except (RuntimeError, AssertionError) as error:
                    output = error
                yield f"{op.name}{op.variant_test_name and '/' + op.variant_test_name} {dtype}", output


def try_whole(tally: Tally, op: str, output: Any) -> Value | None:
    """The print of an output is right for it; None where that cannot be asked."""
    wire = json.loads(json.dumps(capture(output)))
    value = from_wire(wire)
    tally.tried["outputs"] += 1
    text = repr(output)
    reason = hidden(value, text)
    if reason:
        tally.hidden[reason] += 1
        return value
    reading = read(text, Form.VALUE)
    if isinstance(reading, Unreadable):
        tally.fail("unreadable", op, text, reading.reason)
        return None
    match = compare(reading, value, EXACT)
    tally.tried["prints that are right"] += 1
    if match.status != "right":
        tally.fail("its own print is not right", op, text, match)
    return value


def hidden(value: Value, text: str) -> str:
    """Why the print of a value does not show the whole of it; "" where it does."""
    if isinstance(value, Opaque):
        return f"{value.type_name}: {value.reason}"
    if isinstance(value, Series) and (inside := next(filter(None, (hidden(item, "") for item in value.items)), "")):
        return inside
    if isinstance(value, Table):
        return next(filter(None, (hidden(item, "") for _, item in value.items)), "")
    if isinstance(value, Tensor):
        if not value.whole:
            return "a tensor of more than 4,096 cells"
        if value.layout != "strided":
            return f"the print of a {value.layout} tensor"
    if "..." in text:
        return "a tensor of more than 1,000 cells is printed in part"
    if len(NUMBER.findall(text)) > 2048 or len(text) > 60_000:
        return "more than 2,048 values are not read"
    return ""


def leaves(output: Any) -> Iterator[torch.Tensor]:
    if isinstance(output, torch.Tensor):
        yield output
    elif isinstance(output, list | tuple):
        for item in output:
            yield from leaves(item)


def try_changes(tally: Tally, op: str, tensor: torch.Tensor, chance: random.Random) -> None:
    """Whatever is changed in the truth, beyond what the print shows, the print is wrong for it."""
    value, text = from_wire(capture(tensor)), repr(tensor)
    if hidden(value, text) or not isinstance(value, Tensor):
        return
    reading = read(text, Form.VALUE)
    if isinstance(reading, Unreadable):
        return
    for what, other in changes(value, text, chance):
        tally.tried[f"changes of {what}"] += 1
        match = compare(reading, other, EXACT if what == "dtype" else CompareRules())
        if match.status != "wrong" or (what == "cell" and len(match.diff) != 1):
            tally.fail(f"a changed {what} is {match.status}", op, f"{text} for {other}", match.message)


def changes(value: Tensor, text: str, chance: random.Random) -> Iterator[tuple[str, Tensor]]:
    """(what was changed, the changed tensor)."""
    others = [name for name in ("float32", "float64", "int64", "bool", "bfloat16") if name != value.dtype]
    yield "dtype", replace(value, dtype=chance.choice(others))
    yield "rank", replace(value, shape=(1, *value.shape))
    if len(value.shape) > 1:
        yield "rank", replace(value, shape=(value.numel,))
    if value.shape[::-1] != value.shape:
        yield "shape", replace(value, shape=value.shape[::-1])
    if value.shape:
        longer = (*value.shape[:-1], value.shape[-1] + 1)
        yield "shape", replace(value, shape=longer, cells=(*value.cells, *[0] * (math.prod(longer) - value.numel)))
    if not value.cells:
        return
    shown = NUMBER.findall(text[len("tensor(") :].partition("size=")[0].partition("dtype=")[0])
    for at in sorted(chance.sample(range(value.numel), min(CELLS, value.numel))):
        for cell in changed(value.cells[at], value.dtype, at, shown):
            yield "cell", replace(value, cells=(*value.cells[:at], cell, *value.cells[at + 1 :]))


def changed(cell: Number, dtype: str, at: int, shown: list[str]) -> Iterator[Number]:
    """The cell as it could be instead."""
    if isinstance(cell, bool):
        yield not cell
    elif isinstance(cell, int):
        yield from (cell + 1, -cell - 1)
    elif isinstance(cell, complex):
        part = {"complex32": "float16", "complex64": "float32", "complex128": "float64"}[dtype]
        for real in moved(cell.real, part, shown[2 * at]):
            yield complex(real, cell.imag)
        for imag in moved(cell.imag, part, shown[2 * at + 1]):
            yield complex(cell.real, imag)
    else:
        yield from moved(cell, dtype, shown[at])


def moved(cell: float, dtype: str, text: str) -> Iterator[float]:
    """The nearest floats of the dtype that lie beyond what the print `text` of this one shows."""
    if not math.isfinite(cell):
        yield from (0.0, math.inf if math.isnan(cell) else math.nan, -cell if math.isinf(cell) else 1.5)
        return
    yield from (math.nan, math.inf)
    mantissa, _, power = text.partition("e")
    place = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    for sign in (1, -1):
        for factor in (1.6, 2, 3, 5, 10, 30, 100, 1e3, 1e5, 1e9):
            aimed = torch.tensor(cell + sign * factor * place, dtype=torch.float64)
            other = aimed.to(getattr(torch, dtype)).double().item()
            if math.isfinite(other) and abs(other - cell) > 1.55 * place:
                yield other
                break


def run(everything: bool) -> Tally:
    tally = Tally()
    chance = random.Random(0)
    for op, output in outputs(everything):
        if isinstance(output, BaseException):
            tally.hidden[f"{op.partition(' ')[0]} does not run here: {type(output).__name__}"] += 1
            continue
        tally.ops.add(op.partition(" ")[0])
        try_whole(tally, op, output)
        for tensor in islice(leaves(output), LEAVES):
            if everything or tensor.numel() <= LARGE:
                try_changes(tally, op, tensor, chance)
    return tally


def main() -> int:
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    began = time.monotonic()
    tally = run("--all" in sys.argv)
    print(f"{len(tally.ops)} ops, torch {torch.__version__}, {time.monotonic() - began:.0f} s")
    for what, count in tally.tried.items():
        print(f"{count:8,} {what}")
    print("not asked, with the reason:")
    for reason, count in tally.hidden.most_common():
        print(f"{count:8,} {reason}")
    print(f"wrong: {len(tally.wrong)}")
    for line in tally.wrong[:40]:
        print("  " + line)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
