"""The text of a document as lines, and its places as the client counts them."""

from __future__ import annotations

import re

from lsprotocol import types
from pygls.workspace import PositionCodec

_WORD = re.compile(r"""["']?[\w$./-]+["']?(?=\s*:(?:\s|$))|\S.*?(?=\s+#\s|\s*$)""")


class TextLines:
    """The lines that the loader of decks counts: only `\\n`, `\\r\\n` and `\\r` end one, as in the protocol.

    Lines and columns of this class count from 0, columns in characters; the client counts them in units of its own.
    """

    def __init__(self, text: str, codec: PositionCodec) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.rows = self.text.split("\n")
        self._codec = codec

    def to_client(self, line: int, column: int) -> types.Position:
        """The position for the client; a place beyond the text is its end."""
        line = min(max(line, 0), len(self.rows) - 1)
        row = self.rows[line]
        return types.Position(line, self._codec.client_num_units(row[: min(max(column, 0), len(row))]))

    def from_client(self, position: types.Position) -> tuple[int, int]:
        """Line and column of a position of the client."""
        line = min(max(position.line, 0), len(self.rows) - 1)
        row, units, column = self.rows[line], 0, 0
        while column < len(row) and units < position.character:
            units += self._codec.client_num_units(row[column])
            column += 1
        return line, column

    def span(self, line: int, begin: int, end: int) -> types.Range:
        """A part of one line."""
        return types.Range(self.to_client(line, begin), self.to_client(line, end))

    def between(self, begin: int, end: int) -> types.Range:
        """The part of the text between two offsets."""
        return types.Range(self.to_client(*self.at(begin)), self.to_client(*self.at(end)))

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = self.text.count("\n", 0, offset)
        return line, offset - (self.text.rfind("\n", 0, offset) + 1)

    def whole(self) -> types.Range:
        return types.Range(types.Position(0, 0), self.to_client(len(self.rows) - 1, len(self.rows[-1])))

    def marked(self, line: int, column: int) -> types.Range:
        """What a finding at this place of the loader is about, its line and column from 1: the key there, or the rest
        of its line without a comment; the first line for line 0.
        """
        if not line:
            return self.span(0, 0, len(self.rows[0]))
        row = self.rows[min(line, len(self.rows)) - 1]
        found = _WORD.match(row, column - 1)
        end = found.end() if found else len(row)
        return self.span(line - 1, column - 1 if column <= len(row) else max(len(row) - 1, 0), end)
