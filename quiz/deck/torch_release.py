"""Which releases of torch a card is for: specifiers such as ">=2.6,<2.15" against a release such as "2.13.0+cpu".

The operators are those of PEP 440 for final releases. A pre-release or nightly build counts as the release it leads
up to (2.14.0.dev20260701 as 2.14.0), because a card describes the behaviour of that release.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_CONDITION = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(\d{1,6}(?:\.\d{1,6}){0,3})(\.\*)?\s*", re.ASCII)
_RELEASE = re.compile(r"\s*v?(\d{1,6}(?:\.\d{1,6})*)", re.ASCII)
_HOLDS: Mapping[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


class Condition(NamedTuple):
    """One condition; with `beginning`, the numbers after those given do not count ("==2.6.*")."""

    sign: str
    wanted: tuple[int, ...]
    beginning: bool

    def holds(self, release: tuple[int, ...]) -> bool:
        size = len(self.wanted) if self.beginning else max(len(self.wanted), len(release))
        return _HOLDS[self.sign](_padded(release, size), _padded(self.wanted, size))


@dataclass(frozen=True, slots=True)
class Specifier:
    """Conditions that must all be true; without any, every release is admitted."""

    conditions: tuple[Condition, ...] = ()

    def admits(self, torch_release: str) -> bool:
        """Whether a release such as "2.13.0+cpu" is admitted. Raises ValueError when it cannot be read."""
        release = release_numbers(torch_release)
        return all(condition.holds(release) for condition in self.conditions)


def parse(text: str) -> Specifier:
    """Read conditions separated by commas, none from "". Raises ValueError naming the one that cannot be read."""
    found = []
    for part in text.split(",") if text.strip() else []:
        match = _CONDITION.fullmatch(part)
        if match is None or (match[3] and match[1] not in ("==", "!=")):
            raise ValueError(f"`{part.strip()[:40]}` is not a condition on a release of torch")
        found.append(Condition(match[1], _numbers(match[2]), bool(match[3])))
    return Specifier(tuple(found))


def release_numbers(torch_release: str) -> tuple[int, ...]:
    """The numbers of "2.13.0a0+git1b2c3d4": (2, 13, 0). Raises ValueError when there are none."""
    match = _RELEASE.match(torch_release)
    if match is None:
        raise ValueError(f"{torch_release[:40]!r} is not a release of torch")
    return _numbers(match[1])


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _padded(release: tuple[int, ...], size: int) -> tuple[int, ...]:
    return (release + (0,) * size)[:size]
