"""The proofs of one session of pytest: the same as `quiz check` gives, from the same cache, some cards at a time."""

from __future__ import annotations

import os
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pytest

from quiz.app.check_engines import check_engines
from quiz.app.home import Home
from quiz.check.cache import FORM, Cache
from quiz.check.card_prover import CardProver
from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding, Severity
from quiz.check.mutate.making import Making
from quiz.check.run_plan import RunPlan
from quiz.check.runner import is_form, of_files, untrusted
from quiz.check.scope import named, scope
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.errors import DeckError, EngineError
from quiz.pytest_plugin.failure import QuizWarning
from quiz.settings.paths import interpreter_path

AT_ONCE = 32
"""Cards proven together, so that children need not wait for each other; nothing is reported before all are done. A
worker of xdist proves one, since it does not know which others it will be given.
"""


class SessionProofs:
    """`pythons` are the interpreters, "" for that of the settings, each with a label, "" where there is only one."""

    def __init__(self, config: pytest.Config) -> None:
        self._option = config.option
        self._in_worker = hasattr(config, "workerinput")
        self._stack = ExitStack()
        self._items: list[tuple[str, Card]] = []
        self._files: Sequence[str] = ()
        self._proven: dict[tuple[str, int], Proven] = {}
        self._provers: dict[str, CardProver] = {}
        self._failed: dict[str, EngineError] = {}
        here = config.invocation_params.dir
        self.pythons = _labelled([interpreter_path(path, here) for path in config.option.quiz_python])
        self._select, self._ignore = _codes(config.option.quiz_select), _codes(config.option.quiz_ignore)

    @cached_property
    def _home(self) -> Home:
        """Raises ConfigError."""
        return Home(os.environ, trusting=self._option.quiz_trust, warn=_warn)

    @cached_property
    def _plan(self) -> RunPlan:
        option = self._option
        draws = DrawSet(max(1, option.quiz_draws), max(0, option.quiz_seed))
        jobs = option.quiz_jobs or (1 if self._in_worker else 2)
        making = Making(option.quiz_mutants, option.quiz_rewrites)
        form, folder = True if option.quiz_no_run else None, self._home.places.cache
        return RunPlan(draws, jobs, self._select, self._ignore, folder, option.quiz_no_cache, making, form)

    @cached_property
    def _form(self) -> Cache:
        return Cache(self._plan.folder, FORM)

    def cards(self, path: Path) -> Sequence[Card]:
        """The cards of a deck; none where it cannot be read, which `of_file` reports. Raises ConfigError."""
        try:
            return [card for deck in self._home.library.find([path]) for card in deck.cards]
        except DeckError:
            return ()

    def begin(self, items: Sequence[tuple[str, Card]], files: Sequence[str]) -> None:
        """These are to be proven: cards, each on an interpreter, in the order of the session; and files of decks."""
        self._items, self._files = list(items), files

    def prepare(self) -> None:
        """Begin to load the torch of the first card, if it is needed. Whoever calls it is to ask for a card soon."""
        if self._items:
            self._prover(self._items[0][0])

    def fails(self, finding: Finding) -> bool:
        return finding.severity is Severity.ERROR or bool(self._option.quiz_strict)

    def naming(self, card: Card) -> str:
        """How to name a card on a command line."""
        return named(self._home.library, card)

    def of_file(self, path: str) -> list[Finding]:
        """The findings on a file as a deck, and between its cards and those of the other files of the session."""
        return self._of_files.get(path, [])

    def proven(self, python: str, card: Card) -> Proven:
        """The card, proven together with some that come after it. Raises EngineError: once, for all that follow."""
        if python in self._failed:
            raise self._failed[python]
        try:
            return self._found(python, card)
        except EngineError as error:
            self._failed[python] = error
            raise

    def close(self) -> None:
        """Write the cache, and end the engines."""
        for prover in self._provers.values():
            prover.save()
        if "_form" in vars(self):
            self._form.save()
        self._stack.close()

    def _found(self, python: str, card: Card) -> Proven:
        prover = self._prover(python)
        if any(card is refused for refused in prover.work().refused):
            return Proven(card, 0, False, self._wanted(untrusted([card])))
        if (python, id(card)) not in self._proven:
            for one in prover.prove(self._next(python, card)):
                self._proven[python, id(one.card)] = one
        proven = self._proven[python, id(card)]
        return replace(proven, findings=self._wanted(proven.findings))

    def _next(self, python: str, card: Card) -> list[Card]:
        """The card and those after it that are to be proven together with it."""
        if self._in_worker:
            return [card]
        mine = [one for where, one in self._items if where == python and (python, id(one)) not in self._proven]
        at = next(number for number, one in enumerate(mine) if one is card)
        return mine[at : at + AT_ONCE]

    def _prover(self, python: str) -> CardProver:
        """The prover of the cards on this interpreter, whose torch begins to load if it is needed."""
        if python not in self._provers:
            cards = [card for where, card in self._items if where == python]
            torch, twin = check_engines(self._home, python, self._option.quiz_device)
            for engine in (torch, twin):
                self._stack.enter_context(engine)
            form = self._form if is_form(cards, self._plan) else None
            prover = self._provers[python] = CardProver(cards, torch, self._plan, twin, form=form)
            try:
                prover.prepare()
            except EngineError as error:
                self._failed[python] = error
        return self._provers[python]

    @cached_property
    def _of_files(self) -> Mapping[str, list[Finding]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._wanted(of_files(scope(self._home.library, self._files), self._form, self._plan)):
            found[finding.path].append(finding)
        return found

    def _wanted(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if self._plan.wants(finding))


def _labelled(pythons: Sequence[str]) -> dict[str, str]:
    """Each interpreter with the name of its environment, or with its number where two have the same."""
    if len(pythons) < 2:
        return dict.fromkeys(pythons or [""], "")
    names = [Path(python).parent.parent.name for python in pythons]
    if len(set(names)) < len(names) or not all(names):
        names = [str(number) for number in range(1, len(names) + 1)]
    return dict(zip(pythons, names, strict=True))


def _warn(said: str) -> None:
    warnings.warn(QuizWarning(said), stacklevel=2)


def _codes(words: Sequence[str]) -> tuple[str, ...]:
    """Codes of rules, or their beginnings. Raises UsageError for one that no rule has."""
    codes = tuple(part.strip() for text in words for part in text.split(",") if part.strip())
    if codes:
        from quiz.check.rules.rulebook import unknown

        for code in codes:
            if fix := unknown(code):
                raise pytest.UsageError(f"quiz: no rule begins with {code!r}. {fix}")
    return codes
