"""The hooks of pytest, where decks are named: collecting decks, and their cards as tests."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from quiz.check.finding import Finding
from quiz.deck.model import Card
from quiz.errors import QuizError
from quiz.pytest_plugin.claims import Claims, arguments, claims
from quiz.pytest_plugin.failure import CardError, QuizWarning, failure, warn_of
from quiz.pytest_plugin.session_proofs import SessionProofs

FILE = "_file"
"""The name of the test of a deck as a file: no card has an underscore in its name."""
MARKER = "quiz(deck, ask): a card of a deck; -m \"quiz(ask='predict')\" selects those of one kind."
_PROOFS = pytest.StashKey[SessionProofs]()


def register(config: pytest.Config, named: Sequence[Path], configured: Sequence[Path]) -> None:
    """Have these decks collected. Raises UsageError for a path that does not exist, or an unknown rule."""
    found = claims([*named, *configured])
    config.args = arguments(config, named, configured)
    config.addinivalue_line("markers", MARKER)
    config.stash[_PROOFS] = SessionProofs(config)
    config.pluginmanager.register(DeckHooks(found), "quiz-decks")


class DeckHooks:
    """The hooks."""

    def __init__(self, decks: Claims) -> None:
        self._decks = decks

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Only what is named: other YAML belongs to others."""
        return DeckFile.from_parent(parent, path=file_path) if self._decks.include(file_path) else None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Files first, then card by card, as `quiz check` does: so one worker looks at all of the files."""
        places = [number for number, item in enumerate(items) if isinstance(item, DeckItem)]
        chosen = sorted((items[number] for number in places), key=lambda item: isinstance(item, CardItem))
        for number, item in zip(places, chosen, strict=True):
            items[number] = item

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """It is known which cards are to be proven. If they come first, torch loads while the files are looked at."""
        if session.items and not session.config.getoption("collectonly"):
            items = [item for item in session.items if isinstance(item, CardItem)]
            files = dict.fromkeys(str(item.path) for item in session.items if isinstance(item, FileItem))
            proofs = session.config.stash[_PROOFS]
            proofs.begin([(item.python, item.card) for item in items], list(files))
            if isinstance(session.items[0], DeckItem):
                proofs.prepare()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
        """A card takes the time of its children, though several are proven at a time; it is skipped at its own line."""
        report: pytest.TestReport = (yield).get_result()
        if isinstance(item, CardItem) and call.when == "call":
            report.duration = item.seconds
            if report.skipped and isinstance(report.longrepr, tuple):
                report.longrepr = (str(item.path), item.card.place.line, report.longrepr[2])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What was found out is kept, and torch ends."""
        session.config.stash[_PROOFS].close()


class DeckFile(pytest.File):
    """A deck: a test of its file, and one of each card on each interpreter."""

    def collect(self) -> Iterator[pytest.Item]:
        proofs = self.config.stash[_PROOFS]
        try:
            cards = proofs.cards(self.path)
        except QuizError as error:
            raise self.CollectError(str(error)) from None
        yield FileItem.from_parent(self, name=FILE)
        for card in cards:
            for python, label in proofs.pythons.items():
                name = f"{card.name}[{label}]" if label else card.name
                yield CardItem.from_parent(self, name=name, card=card, python=python, label=label)


class DeckItem(pytest.Item):
    """What a test of a file and one of a card share: findings fail it, in the words of `quiz check`."""

    def judge(self, findings: Iterable[Finding]) -> None:
        """Raise CardError if one of them fails the check; the others are warnings."""
        proofs = self.config.stash[_PROOFS]
        failing = [finding for finding in findings if proofs.fails(finding)]
        for finding in findings:
            if finding not in failing:
                warn_of(finding)
        if failing:
            raise CardError(failing)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        error = excinfo.value
        if isinstance(error, CardError):
            return failure(error.findings, self.config.stash[_PROOFS].naming)
        if isinstance(error, QuizError | QuizWarning):
            return str(error)
        return super().repr_failure(excinfo, style)


class FileItem(DeckItem):
    """The file as a deck, and its cards among each other: the rules for which nothing is run."""

    def runtest(self) -> None:
        self.judge(self.config.stash[_PROOFS].of_file(str(self.path)))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.path.name}: the file"


class CardItem(DeckItem):
    """A card on one interpreter; `seconds` is what its children took, once it is proven."""

    def __init__(self, *, card: Card, python: str, label: str, **more: Any) -> None:
        super().__init__(**more)
        self.card, self.python, self.seconds = card, python, 0.0
        self.add_marker(pytest.mark.quiz(deck=card.deck, ask=card.ask))
        self.extra_keyword_matches.update((card.deck, card.ask, *card.tags))
        if label and self.config.pluginmanager.hasplugin("xdist"):
            self.add_marker(pytest.mark.xdist_group(name=label))

    def runtest(self) -> None:
        proven = self.config.stash[_PROOFS].proven(self.python, self.card)
        self.seconds = (proven.ms or 0) / 1000
        if proven.skipped:
            pytest.skip("for another torch or device")
        self.judge(proven.findings)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.card.place.line - 1, self.card.id
