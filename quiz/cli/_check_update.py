"""`quiz check --update`: writing torch's answers into the decks as the authors' claims."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from quiz.check.report.claims import Claim, claims
from quiz.check.runner import Proven, Summary
from quiz.library.edit import with_field, write
from quiz.library.load import load
from quiz.text.numbers import counted
from quiz.text.terminal import clean


def update(summary: Summary, yes: bool) -> list[Proven]:
    """Show what would change, and write it once the user agrees; the cards whose claim is now correct.

    Raises QuizError when a file cannot be written.
    """
    by_file: dict[str, list[Claim]] = {}
    for claim in claims(summary.proven):
        by_file.setdefault(claim.card.place.path, []).append(claim)
    texts = {path: _changed(path, rows) for path, rows in by_file.items()}
    for path, (old, new) in texts.items():
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), path, path, lineterm="", n=2)
        click.echo("\n" + "\n".join(clean(line) for line in diff))
    if not texts:
        click.echo("Every `expect` is correct.")
        return []
    count = sum(len(rows) for rows in by_file.values())
    if not yes and not click.confirm(f"\nWrite {counted(count, 'change')}?", default=False):
        return []
    for path, (_, new) in texts.items():
        write(Path(path), new)
    return [claim.proven for rows in by_file.values() for claim in rows]


def _changed(path: str, rows: Sequence[Claim]) -> tuple[str, str]:
    old = new = Path(path).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    for claim in rows:
        new = with_field(new, claim.card.name, "expect", claim.text, "code")
    load(path, new)  # which raises when the change would break the deck
    return old, new
