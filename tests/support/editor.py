"""An editor: a client of the language server that types into decks and waits for what the server shows."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from deck_cache import ROOT, warm
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import LanguageClient, client_capabilities

PATIENCE_S = 60
DECK = """\
format: 1
deck: {name}
title: A deck being written
cards:
  - id: first
    ask: predict
    prompt: Value?
    draw:
      n: "rng.randint(10, 99)"
    code: |
      import torch
      torch.arange(3) + $n
    misconceptions:
      - belief: the end is included
        code: |
          import torch
          torch.arange(4) + $n
      - belief: arange wants a float
        raises: TypeError
    explain: "`torch.arange` leaves its end out."
    source: https://docs.pytorch.org/docs/stable/generated/torch.arange.html

  # a comment that stays
  - id: second
    ask: choose
    select: one
    prompt: Which is true?
    code: |
      import torch
      x = torch.zeros(2, 3)
    options:
      - text: "`x` has three rows"
        true_if: len(x) == 3
        why: The first number counts rows.
      - text: "`x` has two rows"
        true_if: len(x) == 2
    explain: The shape is (rows, columns).
    source: https://docs.pytorch.org/docs/stable/generated/torch.zeros.html
    siblings: [first]
"""


class OpenFile:
    """A file that is open in the editor; `text` is what is in its window."""

    def __init__(self, editor: Editor, path: Path, text: str, language: str) -> None:
        self.editor, self.path, self.uri, self.text, self.version = editor, path, path.as_uri(), text, 1
        item = types.TextDocumentItem(self.uri, language, 1, text)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    @property
    def id(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def type(self, old: str, new: str) -> None:
        """Replace the only place where `old` is."""
        assert self.text.count(old) == 1, self.text.count(old)
        self.set(self.text.replace(old, new))

    def set(self, text: str) -> None:
        """Replace the whole text."""
        self.text, self.version = text, self.version + 1
        self.editor.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def save(self) -> None:
        """Write the file, and say so."""
        self.path.write_text(self.text, "utf-8")
        self.editor.client.text_document_did_save(types.DidSaveTextDocumentParams(self.id))

    def close(self) -> None:
        self.editor.client.text_document_did_close(types.DidCloseTextDocumentParams(self.id))

    def at(self, text: str, into: int = 0) -> types.Position:
        """The position `into` characters after the first place of this text, in the units of UTF-16."""
        before = self.text[: self.text.index(text) + into]
        row = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(row.encode("utf-16-le")) // 2)

    def marked(self, where: types.Range) -> str:
        """The text of a range within one line."""
        assert where.start.line == where.end.line
        row = self.text.splitlines()[where.start.line].encode("utf-16-le")
        return row[2 * where.start.character : 2 * where.end.character].decode("utf-16-le")

    async def hover(self, text: str, into: int = 0) -> str:
        """What the server says of this place; "" for nothing."""
        params = types.HoverParams(self.id, self.at(text, into))
        found = await self.editor.client.text_document_hover_async(params)
        return found.contents.value if found is not None else ""

    async def completions(self, text: str, into: int) -> dict[str, types.CompletionItem]:
        """What may stand at this place."""
        params = types.CompletionParams(self.id, self.at(text, into))
        found = await self.editor.client.text_document_completion_async(params)
        return {item.label: item for item in found.items}

    def edited(self, edits: Sequence[types.TextEdit]) -> str:
        """The text as it would be with these edits."""
        text = self.text
        for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
            begin, end = (self._offset(position) for position in (edit.range.start, edit.range.end))
            text = text[:begin] + edit.new_text + text[end:]
        return text

    async def fixes(self, where: types.Range, *only: str) -> dict[str, types.CodeAction]:
        """The code actions of a range by their titles."""
        context = types.CodeActionContext([], [types.CodeActionKind(kind) for kind in only] or None)
        params = types.CodeActionParams(self.id, where, context)
        found = await self.editor.client.text_document_code_action_async(params)
        return {one.title: one for one in found or () if isinstance(one, types.CodeAction)}

    def _offset(self, position: types.Position) -> int:
        rows = self.text.split("\n")
        before = rows[position.line].encode("utf-16-le")[: 2 * position.character].decode("utf-16-le")
        return sum(len(row) + 1 for row in rows[: position.line]) + len(before)

    async def shows(self, wanted: Callable[[dict[str, types.Diagnostic]], object]) -> dict[str, types.Diagnostic]:
        """The diagnostics of this version by their codes, once they are as wanted."""
        by_code: dict[str, types.Diagnostic] = {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    version, found = self.editor.published.get(self.uri, (0, []))
                    by_code = {str(one.code): one for one in found}
                    if version == self.version and wanted(by_code):
                        return by_code
                    await self.editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        except TimeoutError:
            raise AssertionError(f"version {version} of {self.version} shows {by_code}") from None


class Editor:
    """One client with its server, which runs as an editor runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.published: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self.client = LanguageClient(converter_factory=get_converter)
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._keeper())

    def _keeper(self) -> Callable[[types.PublishDiagnosticsParams], None]:
        def keep(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = params.version, list(params.diagnostics)

        return keep

    async def start(self) -> types.InitializeResult:
        """Start the server with a home of its own in the folder, and shake hands."""
        home = self.folder / "home"
        warm(home)
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "QUIZ_HOME": str(home)}
        await self.client.start_io(sys.executable, "-m", "quiz", "lsp", env=environ)
        capabilities: Any = client_capabilities("visual-studio-code")
        return await self.client.initialize_session(
            types.InitializeParams(capabilities=capabilities, root_uri=self.folder.as_uri())
        )

    def open(self, name: str, text: str = "", *, saved: bool = True, language: str = "yaml") -> OpenFile:
        """Open a file with this text, by default a deck of two cards."""
        path = self.folder / name
        text = text or DECK.format(name=path.stem)
        if saved:
            path.write_text(text, "utf-8")
        return OpenFile(self, path, text, language)

    async def stop(self) -> None:
        """End the server as an editor ends it."""
        await self.client.shutdown_session()
