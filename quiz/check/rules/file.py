"""Q0, the file: what keeps a deck from being proven at all."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation, rule

SCHEMA = "Q001"
FOREIGN = "Q002"


@rule(SCHEMA, "the file is not a deck", firm=True)
def not_a_deck(evidence: Evidence) -> Iterator[Violation]:
    """Something in the file cannot be read: YAML that is none, a misspelt key, a value of the wrong form, code that is
    not Python. Every such mistake of the file is told, and none of its cards is run.

    Bad:
        promt: Value?

    Good:
        prompt: Value?
    """
    # A file with such mistakes has no cards: they come from the loader, by `schema`.
    yield from ()


@rule(FOREIGN, "the deck is not trusted", firm=True)
def not_trusted(evidence: Evidence) -> Iterator[Violation]:
    """A deck is a program. Where nothing confines the processes that run it, one that is neither shipped nor in your
    own folder is not run before you have read it and said so.

    Bad:
        format: 1    # quiz check from-somewhere.yaml

    Good:
        format: 1    # quiz trust from-somewhere.yaml; or, this once: quiz check --trust from-somewhere.yaml
    """
    # Its cards are never run, and so leave no evidence: by `untrusted`.
    yield from ()
