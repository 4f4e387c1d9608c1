"""`quiz check --fix`: making the fixes that the rules are sure of, in the text of the decks."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from quiz.check.finding import Finding
from quiz.check.fix.fixes import CLAIM, fixes_of
from quiz.check.fix.text_edit import TextEdit, made, normal
from quiz.check.report.updates import updates
from quiz.check.summary import Summary
from quiz.errors import DeckError
from quiz.library.edit import write
from quiz.library.load import load
from quiz.text.numbers import counted
from quiz.text.terminal import clean


def fix(summary: Summary, found: Sequence[Finding], yes: bool) -> list[Finding]:
    """Show what would change, and write it once the user agrees; the findings that are settled.

    Raises QuizError when a file cannot be written.
    """
    rights = {change.card.id: change.expect for change in updates(summary.proven) if change.rule == CLAIM}
    by_file: dict[str, list[Finding]] = {}
    for finding in found:
        by_file.setdefault(finding.path, []).append(finding)
    texts: dict[str, str] = {}
    settled: list[Finding] = []
    for path, findings in by_file.items():
        old = normal(Path(path).read_text("utf-8"))
        new, mended = _fixed(path, old, findings, rights)
        if new != old:
            texts[path] = new
            settled += mended
            diff = difflib.unified_diff(old.splitlines(), new.splitlines(), path, path, lineterm="", n=2)
            click.echo("\n".join(clean(line) for line in diff) + "\n")
    if not texts:
        click.echo("There is nothing to fix that a rule is sure of.")
        return []
    if not yes and not click.confirm(f"Write {counted(len(settled), 'fix', 'fixes')}?", default=False):
        return []
    for path, new in texts.items():
        write(Path(path), new)
    return settled


def _fixed(path: str, text: str, findings: Sequence[Finding], rights: dict[str, str]) -> tuple[str, list[Finding]]:
    """The text with the sure fix of each finding that has one, and those findings; a fix that would break the deck, or
    overlaps another one, is left out.
    """
    edits: list[TextEdit] = []
    settled: list[Finding] = []
    before = _mistakes(path, text)
    for finding in findings:
        right = rights.get(finding.card.id, "") if finding.card is not None else ""
        one = next((one for one in fixes_of(finding, text, right) if one.sure), None)
        if one is None or any(edit.begin < mine.end and mine.begin < edit.end for edit in edits for mine in one.edits):
            continue
        if _mistakes(path, made(text, [*edits, *one.edits])) <= before:
            edits += one.edits
            settled.append(finding)
    return made(text, edits), settled


def _mistakes(path: str, text: str) -> int:
    try:
        load(path, text)
    except DeckError as error:
        return len(error.problems)
    return 0
