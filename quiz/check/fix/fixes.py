"""The fix of a finding, by its rule. A rule that has none here leaves the choice to the author."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from quiz.check.finding import Finding
from quiz.check.fix.form import fix_of_form, meant, without_item
from quiz.check.fix.text_edit import Fix, TextEdit, changed, offset_of
from quiz.library.edit import with_field, without_field

CLAIM = "Q201"
"""Fixed with what torch says, which a finding does not carry."""
_NAMED = re.compile(r"`([^`]+)`")
_UNSAID = re.compile(r"or add `raises: ([\w.]+)` where the exception is the answer")


def fixes_of(finding: Finding, text: str, right: str = "") -> list[Fix]:
    """The fixes of a finding in the text that it was found in, with the line ends of `normal`; the best first.

    `right` is what torch says of the card, as one would type it; "" where that is not known.
    """
    found: list[Fix | None] = []
    if finding.code == CLAIM:
        found.append(_claim(finding, text, right) if right else None)
    elif finding.code in _FIXES:
        with suppress(KeyError, StopIteration, ValueError):
            found += _FIXES[finding.code](finding, text)
    return [fix for fix in found if fix is not None]


def has_fix(code: str) -> bool:
    """Whether a rule knows the fix of some of its findings."""
    return code == CLAIM or code in _FIXES


def _claim(finding: Finding, text: str, right: str) -> Fix | None:
    if finding.card is None:
        return None
    new = with_field(text, finding.card.name, "expect", right.rstrip(), "code")
    return Fix("Write what torch says", (changed(text, new),))


def _form(finding: Finding, text: str) -> list[Fix | None]:
    return [fix_of_form(finding, text)]


def _name(finding: Finding, text: str) -> list[Fix | None]:
    """A misspelt name, somewhere behind the place where its field begins."""
    wrong, right = _NAMED.search(finding.message), meant(finding)
    if wrong is None or not right:
        return []
    word = re.compile(rf"(?<![\w/-]){re.escape(wrong[1])}(?![\w/-])")
    found = word.search(text, offset_of(text, finding.line, finding.column))
    if found is None:
        return []
    return [Fix(f"Change `{wrong[1]}` to `{right}`", (TextEdit(found.start(), found.end(), right),))]


def _not_there(finding: Finding, text: str) -> list[Fix | None]:
    """A deck or a card that is not there: misspelt, or to be deleted."""
    fixes = _name(finding, text)
    wrong = _NAMED.search(finding.message)
    found = text.find(wrong[1], offset_of(text, finding.line, finding.column)) if wrong else -1
    gone = without_item(text, found) if found >= 0 else None
    return [*fixes, gone and Fix(gone.title, gone.edits, sure=False)]


def _unused(finding: Finding, text: str) -> list[Fix | None]:
    """Names that are drawn and not used."""
    if finding.card is None:
        return []
    new, names = text, _NAMED.findall(finding.message)
    for name in names:
        new = without_field(new, finding.card.name, name, "draw")
    return [Fix(f"Draw no {' and no '.join(f'`{name}`' for name in names)}", (changed(text, new),))]


def _idle_ignore(finding: Finding, text: str) -> list[Fix | None]:
    code = re.search(r"Q\d{3}", finding.message)
    if finding.card is None or code is None:
        return []
    new = without_field(text, finding.card.name, code[0], "ignore")
    return [Fix(f"Delete {code[0]} from `ignore`", (changed(text, new),))]


def _raises(finding: Finding, text: str) -> list[Fix | None]:
    """The exception as the answer; or no exception, where none is raised."""
    if finding.card is None:
        return []
    if unsaid := _UNSAID.search(finding.fix):
        new = with_field(text, finding.card.name, "raises", unsaid[1], "code")
        return [Fix(f"Let {unsaid[1]} be the answer", (changed(text, new),), sure=False)]
    if finding.message.startswith("its code raises nothing"):
        new = without_field(text, finding.card.name, "raises")
        return [Fix("Delete `raises`", (changed(text, new),), sure=False)]
    return []


_FIXES: dict[str, Callable[[Finding, str], list[Fix | None]]] = {
    "Q001": _form,
    "Q101": _raises,
    "Q402": _unused,
    "Q504": _idle_ignore,
    "Q506": _name,
    "Q602": _not_there,
    "Q604": _not_there,
}
