"""Whether one thing that was typed, a number or a name, is the thing that torch gave."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction

from quiz.answer.torch_print import agree, is_whole_in_print, nearest, shortest
from quiz.answer.typed.typed import Bare, Bool, Nothing, Num, Str, Typed, TypedName, TypedReal
from quiz.answer.value import Name, Null, Number, String, Value

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''" + '""""')


class CellFit(IntEnum):
    """How well a typed number fits, the worst last."""

    RIGHT = 0
    SHORT = 1
    """Correctly rounded, but fewer digits than are asked for."""
    WRONG = 2


_ZERO = TypedReal(Fraction(0), "0")


def fit(claim: Num | Bool, cell: Number, dtype: str, needed: tuple[int, int]) -> CellFit:
    """Judge one typed cell.

    A bool fits only a bool; an integer fits what is equal to it. `needed` are the significant digits asked of the real
    and of the imaginary part of a float. `dtype` is the cell's own; "" for a Python number.
    """
    if isinstance(cell, bool) or isinstance(claim, Bool):
        same = isinstance(cell, bool) and isinstance(claim, Bool) and cell == claim.value
        return CellFit.RIGHT if same else CellFit.WRONG
    if isinstance(cell, complex):
        real, imag = cell.real, cell.imag
        return max(_part(claim.real, real, dtype, needed[0]), _part(claim.imag or _ZERO, imag, dtype, needed[1]))
    if claim.imag is not None and claim.imag.value != 0:
        return CellFit.WRONG
    if isinstance(cell, int):
        return CellFit.RIGHT if claim.real.value == cell else CellFit.WRONG
    return _part(claim.real, cell, dtype, needed[0])


def _part(claim: TypedReal, truth: float, dtype: str, needed: int) -> CellFit:
    value = claim.value
    if not isinstance(value, Fraction) or truth - truth != 0:  # nan or an infinity on either side
        same = not isinstance(value, Fraction) and (value == truth or (value != value and truth != truth))
        return CellFit.RIGHT if same else CellFit.WRONG
    exact = Fraction(truth)
    if value == exact:
        return CellFit.RIGHT
    rounded = claim.place is not None and _rounded(value, claim.place, exact, truth, dtype)
    if (rounded and claim.digits >= needed) or _same_in_dtype(claim, value, truth, dtype):
        return CellFit.RIGHT
    return CellFit.SHORT if rounded else CellFit.WRONG


def _rounded(value: Fraction, place: int, exact: Fraction, truth: float, dtype: str) -> bool:
    """Whether `value` is the truth rounded at `place`; of a tie both neighbours are.

    Besides the exact binary value its shortest decimal may be what was rounded: nobody knows that the float64 2.675
    lies below 2.675.
    """
    half = Fraction(10) ** place / 2
    if abs(value - exact) <= half:
        return True
    if is_whole_in_print(truth) or abs(value - exact) > half + abs(exact) / 100:
        return False
    return abs(value - Fraction(shortest(truth, dtype))) <= half


def _same_in_dtype(claim: TypedReal, value: Fraction, truth: float, dtype: str) -> bool:
    """Whether the claim is another way to write the truth: it becomes the truth in the truth's own dtype.

    That alone would let 257 pass for bfloat16's 256, or 2.7 for its 2.7031, where the difference is what a card is
    about. So a decimal must also look like the truth in torch's print, and a whole number that is printed in
    full stands only for itself.
    """
    if is_whole_in_print(truth) or abs(value - Fraction(truth)) > abs(Fraction(truth)) / 2:
        return False
    return (claim.ratio or agree(float(value), truth)) and nearest(value, dtype) == Fraction(truth)


def same_leaf(typed: Typed, truth: Value) -> bool:
    """Text, None and names. A device may be typed as text, and text that is the name of one as a name."""
    if isinstance(truth, String):
        if isinstance(typed, Bare):
            said = typed.parsed.value if isinstance(typed.parsed, Str) else typed.text
            return truth.value in (typed.text, said) or typed.text.translate(_QUOTES) == truth.value
        return isinstance(typed, Str | TypedName) and truth.value == (
            typed.value if isinstance(typed, Str) else typed.name
        )
    if isinstance(truth, Name):
        if isinstance(typed, Str):
            return truth.kind == "device" and same_device(typed.value, truth.name)
        if not isinstance(typed, TypedName) or typed.kind != truth.kind:
            return False
        return typed.name == truth.name or (truth.kind == "device" and same_device(typed.name, truth.name))
    return isinstance(truth, Null) and isinstance(typed, Nothing)


def same_device(typed: str, truth: str) -> bool:
    """Whether the device is the one typed; `cuda` alone stands for any of them."""
    return typed == truth or (":" not in typed and truth.partition(":")[0] == typed)
