"""Fixes of what the loader reports: the words of its sentences say what belongs in the place that they give."""

from __future__ import annotations

import re
from collections.abc import Callable

from quiz.check.finding import Finding
from quiz.check.fix.text_edit import Fix, TextEdit, in_quotes, line_end, offset_of
from quiz.deck.fields import PLAIN_NAME

_MEANT = re.compile(r"Did you mean `([^`]+)`\?$")
_WRITE = re.compile(r"Write `([^`]+)`\.$")
_WORD = re.compile(r"\$\{?\w+\}?|[\w./-]+")
_LIST = re.compile(r"Write (\[[^\]]*\])\.$")


def fix_of_form(finding: Finding, text: str) -> Fix | None:
    """The fix of a mistake in the form of a deck; None where none is known."""
    if not finding.line:
        return None
    at = offset_of(text, finding.line, finding.column)
    return next((fix for way in _WAYS if (fix := way(finding, text, at)) is not None), None)


def meant(finding: Finding) -> str:
    """The name that was meant, where the finding says so; else ""."""
    found = _MEANT.search(finding.fix)
    return found[1] if found else ""


def _name(finding: Finding, text: str, at: int) -> Fix | None:
    """Another word at this place."""
    found = _MEANT.search(finding.fix) or _WRITE.search(finding.fix)
    at += text[at : at + 1] in ('"', "'")
    word = _WORD.match(text, at)
    if not (found and word and f"`{word[0]}`" in finding.message):
        return None
    return Fix(f"Change `{word[0]}` to `{found[1]}`", (TextEdit(at, word.end(), found[1]),))


def _brackets(finding: Finding, text: str, at: int) -> Fix | None:
    """A list where one word is."""
    found = _LIST.search(finding.fix)
    if not (found and "is a list" in finding.message):
        return None
    return Fix(f"Write {found[1]}", (TextEdit(at, line_end(text, at), found[1]),))


def _plain_name(finding: Finding, text: str, at: int) -> Fix | None:
    if not finding.fix.endswith(PLAIN_NAME) or text[at : at + 1] != "$":
        return None
    return Fix("Delete the dollar", (TextEdit(at, at + 1, ""),))


def _quotes(finding: Finding, text: str, at: int) -> Fix | None:
    """Quotes around a text that YAML reads otherwise."""
    row = text.rfind("\n", 0, at) + 1
    if finding.message.startswith("a text cannot begin with"):
        begin = at
    elif finding.message == "YAML wants no `:` here" and (key := re.match(r"[ -]*[\w.-]+:[ ]+", text[row:at])):
        begin = row + key.end()
    else:
        return None
    end = line_end(text, begin)
    value = text[begin:end]
    if "\n" in value or not value or value[0] in "\"'|>[{":
        return None
    return Fix("Put the text in quotes", (TextEdit(begin, end, in_quotes(value)),))


def _unseen(finding: Finding, text: str, at: int) -> Fix | None:
    if not finding.message.startswith("an invisible character"):
        return None
    return Fix("Delete the invisible character", (TextEdit(at, at + 1, ""),))


def _tabs(finding: Finding, text: str, at: int) -> Fix | None:
    """Spaces in place of the tabs that begin a line."""
    begin = text.rfind("\n", 0, at) + 1
    blank = re.compile(r"[ \t]*").match(text, begin)
    if finding.fix != "Indent with spaces only." or blank is None or "\t" not in blank[0]:
        return None
    return Fix("Indent with spaces", (TextEdit(begin, blank.end(), blank[0].replace("\t", "  ")),))


def _block(finding: Finding, text: str, at: int) -> Fix | None:
    if not finding.fix.startswith("Begin it with `|`") or text[at : at + 1] != ">":
        return None
    return Fix("Begin the block with |", (TextEdit(at, at + 1, "|"),))


def _item(finding: Finding, text: str, at: int) -> Fix | None:
    """An item of a list that does not belong there."""
    if finding.fix != "Delete one of the two." and not re.fullmatch(r"Delete `[^`]+` here\.", finding.fix):
        return None
    return without_item(text, at)


def without_item(text: str, at: int) -> Fix | None:
    """The fix that takes the word at this offset out of the list that it is in."""
    at -= at > 0 and text[at - 1] in "\"'"
    word = re.compile(r"""(["']?)[\w./-]+\1""").match(text, at)
    if word is None:
        return None
    row = text.rfind("\n", 0, at) + 1
    if re.fullmatch(r" *- +", text[row:at]):
        after = text.find("\n", at)
        return Fix(f"Delete `{word[0]}`", (TextEdit(row, after + 1 if after >= 0 else len(text), ""),))
    before = re.search(r",\s*$", text[:at])
    behind = re.compile(r"\s*,\s*").match(text, word.end())
    begin, end = (before.start(), word.end()) if before else (at, behind.end() if behind else word.end())
    return Fix(f"Delete `{word[0]}`", (TextEdit(begin, end, ""),))


_WAYS: tuple[Callable[[Finding, str, int], Fix | None], ...] = (
    _name,
    _brackets,
    _plain_name,
    _quotes,
    _unseen,
    _tabs,
    _block,
    _item,
)
