"""The server: which message of the protocol is answered by which feature."""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from quiz.app.home import Home
from quiz.lsp.actions import KINDS, code_actions
from quiz.lsp.completion import completion
from quiz.lsp.diagnostics import diagnostics
from quiz.lsp.documents import OpenDeck
from quiz.lsp.hover import hover
from quiz.lsp.inlay import inlay_hints
from quiz.lsp.navigation import definition, symbols
from quiz.lsp.rename import prepare_rename, rename
from quiz.lsp.workbench import Workbench


def serve(home: Home) -> None:
    """Answer the client on stdin and stdout until it ends the server."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what fails is said to the client
    # A deck is thousands of small values, made anew at each key and gone at the next: looking for cycles among them
    # would take a quarter of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    server = DeckServer(home)
    for feature, handler, *options in _FEATURES:
        server.feature(feature, *options)(handler)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:  # which the server closes
        sys.stdout = sys.stderr  # nothing that is printed may come between the messages
        try:
            server.start_io(stdout=out)
        finally:
            server.end()


class DeckServer(LanguageServer):
    """The server of one client. The whole text comes with each change: an editor and Python do not agree on what ends
    a line, and a deck is short.
    """

    def __init__(self, home: Home) -> None:
        super().__init__("quiz", version("torchquiz"), text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._home = home
        self._workbench: Workbench | None = None

    @property
    def workbench(self) -> Workbench:
        """Made at the first document, on the event loop."""
        if self._workbench is None:
            workspace = self.client_capabilities.workspace
            edits = workspace.workspace_edit if workspace is not None else None
            by_version = edits is not None and bool(edits.document_changes)
            codec = self.workspace.position_codec
            self._workbench = Workbench(self._home, codec, by_version, self._publish, self._warn)
        return self._workbench

    def read(self, uri: str) -> None:
        """A document was opened, or has changed."""
        document = self.workspace.get_text_document(uri)
        if path := to_fs_path(uri):
            self.workbench.put(uri, Path(path), document.version or 0, document.source)

    def clear(self, uri: str) -> None:
        """A deck was closed."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def end(self) -> None:
        """End the threads and the engines."""
        if self._workbench is not None:
            self._workbench.close()

    def _publish(self, deck: OpenDeck) -> None:
        found = diagnostics(self.workbench.findings(deck), deck.now.lines)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(deck.uri, found, version=deck.now.number))

    def _warn(self, said: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said))


def _did_open(ls: DeckServer, params: types.DidOpenTextDocumentParams) -> None:
    ls.read(params.text_document.uri)


def _did_change(ls: DeckServer, params: types.DidChangeTextDocumentParams) -> None:
    ls.read(params.text_document.uri)


def _did_save(ls: DeckServer, params: types.DidSaveTextDocumentParams) -> None:
    if ls.workbench.decks.get(params.text_document.uri) is not None:
        ls.workbench.decks.read_again()


def _did_close(ls: DeckServer, params: types.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    if ls.workbench.decks.get(uri) is not None:
        ls.workbench.decks.close(uri)
        ls.clear(uri)


async def _hover(ls: DeckServer, params: types.HoverParams) -> types.Hover | None:
    return await hover(ls.workbench, params)


async def _inlay_hints(ls: DeckServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    return await inlay_hints(ls.workbench, params)


async def _completion(ls: DeckServer, params: types.CompletionParams) -> types.CompletionList:
    return await completion(ls.workbench, params)


async def _code_actions(ls: DeckServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    return await code_actions(ls.workbench, params)


async def _definition(ls: DeckServer, params: types.DefinitionParams) -> types.Location | None:
    return await definition(ls.workbench, params)


def _symbols(ls: DeckServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    return symbols(ls.workbench, params)


def _prepare_rename(ls: DeckServer, params: types.PrepareRenameParams) -> types.Range | None:
    return prepare_rename(ls.workbench, params)


async def _rename(ls: DeckServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    return await rename(ls.workbench, params)


_FEATURES: tuple[tuple[Any, ...], ...] = (
    (types.TEXT_DOCUMENT_DID_OPEN, _did_open),
    (types.TEXT_DOCUMENT_DID_CHANGE, _did_change),
    (types.TEXT_DOCUMENT_DID_SAVE, _did_save),
    (types.TEXT_DOCUMENT_DID_CLOSE, _did_close),
    (types.TEXT_DOCUMENT_HOVER, _hover),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlay_hints),
    (types.TEXT_DOCUMENT_COMPLETION, _completion, types.CompletionOptions(trigger_characters=[".", "$", "/"])),
    (types.TEXT_DOCUMENT_CODE_ACTION, _code_actions, KINDS),
    (types.TEXT_DOCUMENT_DEFINITION, _definition),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare_rename),
    (types.TEXT_DOCUMENT_RENAME, _rename, types.RenameOptions(prepare_provider=True)),
)
