"""What a rule of `quiz check` is, and the table of all rules (filled by the files of `rules/`)."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.survey import Survey
from quiz.deck.model import Card, Place


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule reports: no `place` means the card as a whole, no `seed` that every draw shows it.

    `card` is set only by rules that look at many cards.
    """

    what: str
    fix: str
    place: Place | None = None
    seed: int | None = None
    card: Card | None = None


Look: TypeAlias = Callable[[Evidence], Iterator[Violation]]
LookAround: TypeAlias = Callable[[Survey], Iterator[Violation]]

_PARTS = re.compile(r"(?P<why>.*?)\n\nBad:\n(?P<bad>.*?)\n\nGood:\n(?P<good>.*)", re.S)


@dataclass(frozen=True, slots=True)
class Rule:
    """`look` judges one card by its evidence, `around` all decks by their content; a rule has one of the two.

    `firm` rules cannot be switched off by a card's `ignore`. A `form` rule reads only cards and decks: nothing has to
    be run for it. `why` explains the rule; `bad` and `good` are fields of a card (whole cards when they begin with a
    hyphen, a whole deck when they begin with `format`).
    """

    code: str
    title: str
    severity: Severity
    why: str
    bad: str
    good: str
    look: Look | None = None
    around: LookAround | None = None
    firm: bool = False
    form: bool = False


RULES: dict[str, Rule] = {}


def rule(
    code: str, title: str, severity: Severity = Severity.ERROR, *, firm: bool = False, form: bool = False
) -> Callable[[Look], Look]:
    """Enter a function in the table of rules. Its docstring is the rule's page: why, `Bad:`, `Good:`.

    A `form` rule reads nothing of the evidence but its card.
    """

    def enter(look: Look) -> Look:
        _enter(Rule(code, title, severity, *_page(code, look), look=look, firm=firm, form=form))
        return look

    return enter


def rule_around(code: str, title: str, severity: Severity = Severity.ERROR) -> Callable[[LookAround], LookAround]:
    """Like `rule`, for a rule that looks at all decks at once."""

    def enter(around: LookAround) -> LookAround:
        _enter(Rule(code, title, severity, *_page(code, around), around=around, form=True))
        return around

    return enter


def _enter(one: Rule) -> None:
    assert one.code not in RULES
    RULES[one.code] = one


def _page(code: str, function: Callable[..., object]) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(inspect.getdoc(function) or "")
    assert found, f"{code} lacks a reason, a bad example or a good example"
    bad, good = (textwrap.dedent(found[part]).strip("\n") for part in ("bad", "good"))
    return " ".join(found["why"].split()), bad, good
