"""Rules Q0, the file: a deck that cannot be read, or may not be run."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation, rule

SCHEMA = "Q001"
FOREIGN = "Q002"


@rule(SCHEMA, "the file is not a deck", firm=True)
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


@rule(FOREIGN, "the deck is not trusted", firm=True)
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
