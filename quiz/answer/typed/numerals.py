"""Reading one number exactly, with a bound on the cost."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from quiz.answer.typed.tokens import Unread
from quiz.answer.typed.typed import TypedReal

MAX_EXPONENT = 400
"""An exponent beyond the range of float64 in both directions."""

NO_REAL_PART = TypedReal(Fraction(0), "")


def real(text: str) -> TypedReal:
    """Read a number token without its `j`: "3", "-.5", "1_000", "1e-3", "inf", "-torch.nan". Raises Unread.

    The value is exact; no conversion costs more than that of a number of a few thousand digits.
    """
    lowered = text.lower().replace("_", "")
    sign = -1 if lowered.startswith("-") else 1
    body = lowered.lstrip("+-")
    name = body.rpartition(".")[2]
    if name == "nan":
        return TypedReal(float("nan"), "nan")
    if name in ("inf", "infinity", "∞"):
        return TypedReal(sign * float("inf"), "-inf" if sign < 0 else "inf")
    mantissa, _, power = body.partition("e")
    before, point, after = mantissa.partition(".")
    if len(power.lstrip("+-0")) > 3 or abs(int(power or 0)) > MAX_EXPONENT:
        raise Unread(f"The exponent of {shown(text)} is out of reach of every dtype: type inf, or 0.")
    place = int(power or 0) - len(after)
    digits = (before + after).lstrip("0")
    count = sign * int(digits or 0)
    value = Fraction(count * _ten_to(place)) if place >= 0 else Fraction(count, _ten_to(-place))
    return TypedReal(value, shown(text), place, len(digits), whole=not (point or power))


def ratio(above: TypedReal, below: TypedReal) -> TypedReal:
    """The exact quotient of two typed numbers. Raises Unread for a division by zero or of something not finite."""
    if not isinstance(above.value, Fraction) or not isinstance(below.value, Fraction):
        raise Unread("A fraction takes two finite numbers, such as 1/3.")
    if not below.value:
        raise Unread("A fraction is divided by zero: type inf, -inf or nan if that is meant.")
    return TypedReal(above.value / below.value, f"{above.text}/{below.text}", ratio=True)


def shown(text: str) -> str:
    """A number's text, shortened for a message."""
    return text if len(text) <= 60 else text[:57] + "..."


@lru_cache(maxsize=1024)
def _ten_to(power: int) -> int:
    return int(10**power)
