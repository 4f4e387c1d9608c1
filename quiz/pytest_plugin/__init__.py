"""The plugin for pytest: each card of the decks named to it is a test. What is wrong with one is found in `check/`.

Every pytest loads this file, so that it imports nothing of the quiz; the rest is loaded when decks are named.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quiz` and what goes with it; `quiz_decks` in the configuration."""
    group = parser.getgroup("quiz", "decks of torchquiz")
    add = group.addoption
    add("--quiz", action="append", default=[], metavar="PATH", help="A deck file or a folder of decks to prove.")
    add("--quiz-draws", type=int, default=8, metavar="N", help="Questions of each card.")
    add("--quiz-seed", type=int, default=0, metavar="N", help="Which questions: each seed gives others.")
    add("--quiz-jobs", type=int, default=0, metavar="N", help="How many run at a time: 2, or 1 in a worker of xdist.")
    add("--quiz-strict", action="store_true", help="Fail for warnings too.")
    add("--quiz-select", action="append", default=[], metavar="Q..", help="Only these rules: Q301, or Q3 for all.")
    add("--quiz-ignore", action="append", default=[], metavar="Q..", help="Not these rules.")
    add("--quiz-no-run", action="store_true", help="Only the rules that need no run; torch is not started.")
    add("--quiz-no-cache", action="store_true", help="Also run cards that have not changed since they were proven.")
    add("--quiz-mutants", action="store_true", help="Judge wrong programs made from the right answers of code cards.")
    add("--quiz-rewrites", action="store_true", help="Judge right programs made from the right answers.")
    add("--quiz-python", action="append", default=[], metavar="PATH", help="An interpreter that has torch; or several.")
    add("--quiz-device", default="", metavar="NAME", help="auto, cpu, cuda, cuda:N or mps.")
    add("--quiz-trust", action="store_true", help="Run decks from elsewhere, even if they cannot be confined.")
    parser.addini("quiz_decks", "Deck files and folders of decks to prove.", type="paths", default=[])


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Nothing where no decks are named; else the hooks that collect and prove them are registered."""
    named: list[str] = config.getoption("quiz")
    configured: list[Path] = config.getini("quiz_decks")
    if named or configured:
        from quiz.pytest_plugin.deck_tests import register

        register(config, [config.invocation_params.dir / path for path in named], configured)
