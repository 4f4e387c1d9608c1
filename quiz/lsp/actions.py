"""Code actions: the fixes of the findings at a place, and all sure ones of a deck at once."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from quiz.ask.question import Broken
from quiz.check.finding import Finding
from quiz.check.fix.fixes import CLAIM, fixes_of
from quiz.check.fix.text_edit import Fix
from quiz.errors import EngineError
from quiz.lsp.diagnostics import diagnostics
from quiz.lsp.documents import OpenDeck
from quiz.lsp.workbench import Workbench

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.quiz"
KINDS = types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll])


async def code_actions(workbench: Workbench, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes of what is marked in the range; where they are asked for, all sure fixes of the deck."""
    deck = await workbench.settled(params.text_document.uri)
    if deck is None:
        return []
    version, only = deck.now, params.context.only or [types.CodeActionKind.QuickFix]
    made: list[types.CodeAction] = []
    everything: list[types.TextEdit] = []
    for finding in workbench.findings(deck):
        (marked,) = diagnostics([finding], version.lines)
        for fix in fixes_of(finding, version.lines.text, await _right(workbench, finding)):
            edits = _edits(deck, fix)
            if fix.sure and not any(_overlap(one.range, mine.range) for one in everything for mine in edits):
                everything += edits
            if _overlap(marked.range, params.range):
                made.append(_action(deck, fix.title, edits, [marked], fix.sure))
    if deck.now is not version:
        return []
    if types.CodeActionKind.QuickFix not in only and types.CodeActionKind.Empty not in only:
        made = []
    if everything and any(FIX_ALL.startswith(str(getattr(kind, "value", kind))) for kind in only):
        action = _action(deck, "Make all fixes that are sure", everything, [], False)
        action.kind = FIX_ALL
        made.append(action)
    return made


async def _right(workbench: Workbench, finding: Finding) -> str:
    """What torch says of the card of a finding, where the fix is to write it."""
    if finding.code != CLAIM or finding.card is None:
        return ""
    try:
        return (await workbench.answers(finding.card)).right
    except (Broken, EngineError):
        return ""


def _edits(deck: OpenDeck, fix: Fix) -> list[types.TextEdit]:
    return [types.TextEdit(deck.now.lines.between(edit.begin, edit.end), edit.new) for edit in fix.edits]


def _action(
    deck: OpenDeck, title: str, edits: Sequence[types.TextEdit], settled: Sequence[types.Diagnostic], preferred: bool
) -> types.CodeAction:
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics=list(settled) or None,
        is_preferred=preferred or None,
        edit=types.WorkspaceEdit({deck.uri: list(edits)}),
    )


def _overlap(one: types.Range, other: types.Range) -> bool:
    return _at(one.start) <= _at(other.end) and _at(other.start) <= _at(one.end)


def _at(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
