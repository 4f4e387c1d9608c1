"""Small inputs: other values for what a card draws, the smallest first, of the kinds that its draws have shown."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from quiz.deck import python

Case: TypeAlias = tuple[tuple[str, str], ...]
"""A name and a literal for each name that is drawn."""
MOST = 40
"""How many cases are tried at most."""
SIZES = (0, 1, 2, 3)
LEAVES, NUMBERS = 4, 12
"""How many of the first numbers in a value are changed, and to how many others each."""
FEW = 4
"""A name that has shown fewer numbers than this takes no others: 0 and 1 may be classes."""
ENOUGH = 3
"""On so many draws all numbers of a list must have been different before this counts as a rule."""
BEYOND = (math.nan, math.inf, -math.inf)


@dataclass(frozen=True, slots=True)
class Domain:
    """What the values of one name have in common: their numbers, whether all are ints, and how lists are ordered."""

    known: frozenset[float]
    ints: bool
    distinct: bool
    ascending: bool
    descending: bool

    @classmethod
    def of(cls, values: Sequence[Any]) -> Domain:
        rows = [[number for _, number in leaves(value)] for value in values]
        long = [row for row in rows if len(row) > 1]
        enough = len(long) >= ENOUGH
        known = frozenset(number for row in rows for number in row)
        return cls(
            known,
            all(isinstance(number, int) for number in known),
            enough and all(len(set(row)) == len(row) for row in long),
            enough and all(row == sorted(row) for row in long),
            enough and all(row == sorted(row, reverse=True) for row in long),
        )

    def number(self, number: float, beyond: bool) -> float | None:
        """The number as one of these values; None when it is none. `beyond` allows others of the same type."""
        if self.ints and not (math.isfinite(number) and number == int(number)):
            return None
        number = int(number) if self.ints else float(number)
        if beyond or number in self.known:
            return number
        inside = bool(self.known) and min(self.known) <= number <= max(self.known)
        return number if inside and len(self.known) >= FEW else None

    def allows(self, value: Any) -> bool:
        """Whether a list is ordered as all others were."""
        row = [number for _, number in leaves(value)]
        return (
            (not self.distinct or len(set(row)) == len(row))
            and (not self.ascending or row == sorted(row))
            and (not self.descending or row == sorted(row, reverse=True))
        )


def small_cases(observed: Sequence[Mapping[str, str]], constants: Iterable[float], *, beyond: bool) -> list[Case]:
    """Cases like the draws `observed`, each a name -> literal, with one number changed, the smallest first.

    `constants` are numbers of the programs: two values at such a distance may be where a mistake shows. With `beyond`,
    values that were never drawn are tried too: nan, inf, other signs.
    """
    if not observed:
        return []
    parsed = [{name: literal(text) for name, text in drawn.items()} for drawn in observed]
    domains = {name: Domain.of([drawn[name] for drawn in parsed]) for name in parsed[0]}
    smallest = min(parsed, key=size)
    zeroed = {name: _zeroed(value, domains[name]) for name, value in smallest.items()}
    found: dict[Case, float] = {}
    for base in (zeroed, smallest):
        found.setdefault(_case(base), size(base))
        for name, value in _changed(base, domains, sorted(set(constants)), beyond):
            values = {**base, name: value}
            found.setdefault(_case(values), size(values))
    return sorted(found, key=lambda case: found[case])[:MOST]


def forced(draw: Sequence[tuple[str, str]], observed: Sequence[Mapping[str, str]], *, beyond: bool) -> Iterator[Case]:
    """The card's draw with small sizes in place of whole numbers on which other names depend: (name, expression) pairs.

    One size at a time, then all of them alike.
    """
    sizes = [name for name, _ in draw if _is_size(name, draw, observed)]
    for value in SIZES:
        drawn = {name: [int(one[name]) for one in observed] for name in sizes}
        fit = [name for name in sizes if beyond or min(drawn[name]) <= value <= max(drawn[name])]
        for group in [(name,) for name in fit] + ([tuple(fit)] if len(fit) > 1 else []):
            yield tuple((name, str(value) if name in group else expression) for name, expression in draw)


def constants_in(texts: Iterable[str]) -> set[float]:
    """The numbers that programs state, bools left out."""
    trees = (python.read(text, "exec", dollars=False) for text in texts)
    nodes = (node for tree in trees if isinstance(tree, ast.Module) for node in ast.walk(tree))
    values = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in values if isinstance(value, int | float) and not isinstance(value, bool)}


@dataclass(frozen=True, slots=True)
class Other:
    """A literal that is not made of numbers and texts, such as a dtype: it is kept as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def literal(text: str) -> Any:
    """The value of a literal."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Other(text)


def leaves(value: Any, at: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], float]]:
    """The numbers within lists and tuples, each with its place; bools are none."""
    if isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from leaves(item, (*at, place))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield at, value


def size(values: Mapping[str, Any]) -> float:
    """How large a case is: how many numbers it has counts most, then how far they are from 0."""
    numbers = [number for value in values.values() for _, number in leaves(value)]
    return sum(1000 + _plainness(number) for number in numbers)


def _plainness(number: float) -> float:
    """How far a number is from 0; a sign and a fraction count a little, nan and inf as much as a large number."""
    if not math.isfinite(number):
        return 100
    return min(abs(number), 99) + (number < 0) / 4 + (number != int(number)) / 4


def _changed(
    base: Mapping[str, Any], domains: Mapping[str, Domain], constants: Sequence[float], beyond: bool
) -> Iterator[tuple[str, Any]]:
    """Each name with one of its numbers changed: to a small one, one of the case, or one at the distance of a constant
    from those.
    """
    for name, value in base.items():
        domain = domains[name]
        for place, number in islice(leaves(value), LEAVES):
            others = {other for one in base.values() for _, other in leaves(one)} | {0, 1, 2, -1}
            others |= {other + sign * apart for other in others for apart in constants for sign in (1, -1)}
            fit = {domain.number(other, beyond) for other in others} - {None, number}
            near = sorted((one for one in fit if one is not None), key=lambda one: (_plainness(one), -one))
            for other in [*near[:NUMBERS], *(BEYOND if beyond and not domain.ints else ())]:
                changed = _put(value, place, other)
                if beyond or domain.allows(changed):
                    yield name, changed


def _zeroed(value: Any, domain: Domain) -> Any:
    """The value, each number replaced by the one nearest to 0 that was drawn; as it is where lists have an order."""
    if not domain.known:
        return value
    least = min(domain.known, key=_plainness)
    zeroed = value
    for place, _ in leaves(value):
        zeroed = _put(zeroed, place, least)
    return zeroed if domain.allows(zeroed) else value


def _put(value: Any, place: tuple[int, ...], number: float) -> Any:
    """A list or tuple with another number at a place."""
    if not place:
        return number
    at, *inner = place
    items = [_put(item, tuple(inner), number) if spot == at else item for spot, item in enumerate(value)]
    return tuple(items) if isinstance(value, tuple) else items


def _case(values: Mapping[str, Any]) -> Case:
    return tuple((name, _text(value)) for name, value in values.items())


def _text(value: Any) -> str:
    """The literal of a value; what repr would write of inf and nan is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"float('{value}')"
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_text, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def _is_size(name: str, draw: Sequence[tuple[str, str]], observed: Sequence[Mapping[str, str]]) -> bool:
    """Whether a name is a whole number, drawn by itself, that other draws depend on."""
    used = {other: _names(expression) for other, expression in draw}
    is_used = any(name in names for names in used.values())
    return is_used and not used[name] & used.keys() and all(drawn[name].isdecimal() for drawn in observed)


def _names(expression: str) -> set[str]:
    tree = python.read(expression, "eval")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if isinstance(tree, ast.AST) else set()
