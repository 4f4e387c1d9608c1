"""`quiz check --update`: writing into the decks what the proof has found: torch's answers, and missing cases."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from quiz.check.report.updates import Update, updates
from quiz.check.summary import Summary
from quiz.library.edit import write
from quiz.library.load import load
from quiz.text.numbers import counted
from quiz.text.terminal import clean


def update(summary: Summary, yes: bool) -> list[Update]:
    """Show what would change, and write it once the user agrees; the changes that were made.

    Raises QuizError when a file cannot be written.
    """
    by_file: dict[str, list[Update]] = {}
    for change in updates(summary.proven):
        by_file.setdefault(change.card.place.path, []).append(change)
    texts = {path: _changed(path, rows) for path, rows in by_file.items()}
    for path, (old, new) in texts.items():
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), path, path, lineterm="", n=2)
        click.echo("\n" + "\n".join(clean(line) for line in diff))
    if not texts:
        click.echo("There is nothing to write: every `expect` is correct.")
        return []
    count = sum(len(rows) for rows in by_file.values())
    if not yes and not click.confirm(f"\nWrite {counted(count, 'change')}?", default=False):
        return []
    for path, (_, new) in texts.items():
        write(Path(path), new)
    return [change for rows in by_file.values() for change in rows]


def _changed(path: str, rows: Sequence[Update]) -> tuple[str, str]:
    old = new = Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    for change in rows:
        new = change.made_in(new)
    load(path, new)  # which raises when the change would break the deck
    return old, new
