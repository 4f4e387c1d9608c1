"""Rules Q0, the file: a deck that cannot be read, or may not be run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation, rule, rule_around
from quiz.check.survey import Survey
from quiz.deck import torch_release

SCHEMA = "Q001"
FOREIGN = "Q002"
NEWEST = (2, 13)
"""The newest release of torch when this was written."""
AHEAD = 4
"""A card may be written for a nightly build, and this table grows old: so many releases after NEWEST count as known."""
_MINORS = {1: 13, 2: NEWEST[1] + AHEAD}


@rule(SCHEMA, "the file is not a deck", firm=True, form=True)
def not_a_deck(evidence: Evidence) -> Iterator[Violation]:
    """Something in the file cannot be read: invalid YAML, a misspelt key, a value of the wrong form, code that is not
    Python. Every such mistake in the file is reported, and none of its cards is run.

    Bad:
        promt: Value?

    Good:
        prompt: Value?
    """
    # These findings come from the loader, by `schema`: a file with such mistakes has no cards.
    yield from ()


@rule(FOREIGN, "the deck is not trusted", firm=True, form=True)
def not_trusted(evidence: Evidence) -> Iterator[Violation]:
    """A deck is a program. Where the processes that run it are not confined, a deck that is neither shipped nor in your
    own folder is not run until you have read it and trusted it.

    Bad:
        format: 1    # quiz check from-somewhere.yaml

    Good:
        format: 1    # quiz trust from-somewhere.yaml; or, this once: quiz check --trust from-somewhere.yaml
    """
    # These findings come from `untrusted`: cards that are never run leave no evidence.
    yield from ()


@rule_around("Q003", "no release of torch is admitted")
def for_no_release(survey: Survey) -> Iterator[Violation]:
    """The card is skipped everywhere, which nobody notices: its `torch:` names a release that does not exist, or two
    conditions that exclude each other.

    Bad:
        torch: ">=2.60"

    Good:
        torch: ">=2.6"
    """
    for card in survey.cards:
        if card.torch and not _admits_any(card.torch):
            what = f"no release of torch meets `{card.torch}`; the newest known here is {NEWEST[0]}.{NEWEST[1]}"
            yield Violation(what, "Correct the condition.", card.places.get("torch", card.place), card=card)


@lru_cache(maxsize=64)
def _admits_any(condition: str) -> bool:
    """Whether any release meets a condition; most cards of a deck have the same."""
    minors = [f"{major}.{minor}" for major, last in _MINORS.items() for minor in range(last + 1)]
    return any(map(torch_release.parse(condition).admits, (f"{minor}.{patch}" for minor in minors for patch in (0, 1))))
