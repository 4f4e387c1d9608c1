"""Comparing one typed number or name with one cell of torch: rounding, tolerances, equal names."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction

from quiz.answer.torch_print import agree, is_whole_in_print, nearest, part_dtype, shortest
from quiz.answer.typed.typed import Bare, Bool, Exc, Nothing, Num, Str, Typed, TypedName, TypedReal
from quiz.answer.value import Name, Null, Number, String, Value

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''" + '""""')


class CellFit(IntEnum):
    """How well a typed number fits; later members are worse."""

    RIGHT = 0
    SHORT = 1
    """Correctly rounded, but with fewer digits than required."""
    WRONG = 2


_ZERO = TypedReal(Fraction(0), "0")
_NOISE = {"": 1e-7, "float64": 1e-7, "float32": 1.3e-6}
"""The relative error that rounding may leave in a result: the tolerances of `torch.testing.assert_close`. Narrower
dtypes lose so much that a card may ask about the loss itself.
"""


_LEAST_REMAINDER = Fraction(1, 100)
"""A result that differs from a whole number by more than this is not just rounding noise, however large it is."""


def fit(claim: Num | Bool, cell: Number, dtype: str, needed: tuple[int, int], *, exact: bool = False) -> CellFit:
    """Judge one typed cell.

    A bool fits only a bool; an integer fits what is equal to it. `needed` are the significant digits required of the
    real and of the imaginary part of a float. `dtype` is the cell's; "" for a Python number. With `exact` a float
    fits only a text that is that number in its dtype, not a rounded one.
    """
    if isinstance(cell, bool) or isinstance(claim, Bool):
        same = isinstance(cell, bool) and isinstance(claim, Bool) and cell == claim.value
        return CellFit.RIGHT if same else CellFit.WRONG
    if isinstance(cell, complex):
        real = _part(claim.real, cell.real, dtype, needed[0], exact)
        return max(real, _part(claim.imag or _ZERO, cell.imag, dtype, needed[1], exact))
    if claim.imag is not None and claim.imag.value != 0:
        return CellFit.WRONG
    if isinstance(cell, int):
        return CellFit.RIGHT if claim.real.value == cell else CellFit.WRONG
    return _part(claim.real, cell, dtype, needed[0], exact)


def _part(claim: TypedReal, truth: float, dtype: str, needed: int, exact: bool) -> CellFit:
    value = claim.value
    if not isinstance(value, Fraction) or truth - truth != 0:  # nan or an infinity on either side
        same = not isinstance(value, Fraction) and (value == truth or (value != value and truth != truth))
        return CellFit.RIGHT if same else CellFit.WRONG
    if value == Fraction(truth) or _same_in_dtype(claim, value, truth, dtype):
        return CellFit.RIGHT
    if not value and not needed:  # torch prints 0. for the smallest number of float8_e8m0fnu, which has no zero
        return CellFit.RIGHT
    if exact:
        return CellFit.WRONG
    rounded = claim.place is not None and _rounded(value, claim.place, truth, dtype)
    remainder = claim.whole and abs(value - Fraction(truth)) > _LEAST_REMAINDER
    if (rounded or claim.ratio) and not remainder and _within_noise(value, truth, dtype):
        return CellFit.RIGHT
    # A whole number is not a rounding: who types 2 for 2.5 means that there is no fraction.
    if not rounded or claim.whole:
        return CellFit.WRONG
    return CellFit.RIGHT if claim.digits >= needed else CellFit.SHORT


def _rounded(value: Fraction, place: int, truth: float, dtype: str) -> bool:
    """Whether `value` is the truth rounded at `place`; for a tie both neighbours are.

    Besides the exact binary value, its shortest decimal may be rounded: nobody knows that the float64 2.675 is below
    2.675.
    """
    exact = Fraction(truth)
    half = Fraction(10) ** place / 2
    if abs(value - exact) <= half:
        return True
    if is_whole_in_print(truth) or abs(value - exact) > half + abs(exact) / 100:
        return False
    return abs(value - Fraction(shortest(truth, dtype))) <= half


def _within_noise(value: Fraction, truth: float, dtype: str) -> bool:
    """Whether the two differ only by float rounding, as 0.3 and 0.1 + 0.2 do."""
    noise = _NOISE.get(part_dtype(dtype), 0.0)
    return not is_whole_in_print(truth) and abs(value - Fraction(truth)) <= abs(truth) * Fraction(noise)


def _same_in_dtype(claim: TypedReal, value: Fraction, truth: float, dtype: str) -> bool:
    """Whether the claim is another way to write the truth: it becomes the truth in the truth's dtype.

    That alone would let 257 pass for bfloat16's 256, or 2.7 for its 2.7031, where the difference is what a card is
    about. So a decimal must also look like the truth in torch's print, and a whole number that is printed in full
    must be equal.
    """
    if is_whole_in_print(truth) or abs(value - Fraction(truth)) > abs(Fraction(truth)) / 2:
        return False
    return (claim.ratio or agree(float(value), truth)) and nearest(value, dtype) == Fraction(truth)


def same_leaf(typed: Typed, truth: Value) -> bool:
    """Compare text, None and names. A device may be typed as text, and a text that is the name of one as a name."""
    if isinstance(truth, String):
        return _same_text(typed, truth.value)
    if isinstance(truth, Name):
        if isinstance(typed, Str):
            return truth.kind == "device" and same_device(typed.value, truth.name)
        if not isinstance(typed, TypedName) or typed.kind != truth.kind:
            return False
        return typed.name == truth.name or (truth.kind == "device" and same_device(typed.name, truth.name))
    return isinstance(truth, Null) and isinstance(typed, Nothing)


def _same_text(typed: Typed, truth: str) -> bool:
    if isinstance(typed, Bare):
        quoted = typed.parsed.value if isinstance(typed.parsed, Str) else typed.text
        return truth in (typed.text, quoted, typed.text.strip("`")) or typed.text.translate(_QUOTES) == truth
    if isinstance(typed, TypedName):
        return truth in (typed.name, typed.text)
    return truth == (typed.value if isinstance(typed, Str) else typed.name if isinstance(typed, Exc) else None)


def same_device(typed: str, truth: str) -> bool:
    """Whether the device is the one typed; `cuda` alone matches any of them, and there is one CPU."""
    typed, truth = (name.removesuffix(":0") if name.startswith("cpu") else name for name in (typed, truth))
    return typed == truth or (":" not in typed and truth.partition(":")[0] == typed)
