"""Measuring, cutting, padding and wrapping text by terminal cells: wide characters take two, combining marks none."""

from __future__ import annotations

from collections.abc import Iterable

CUT = "…"


def cell_width(text: str) -> int:
    """How many cells a one-line text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """At most `width` cells of a text; when something is left out, it ends in "…"."""
    if cell_width(text) <= width:
        return text
    if width < 1:
        return ""
    if text.isascii():
        return text[: width - 1] + CUT
    from rich.cells import set_cell_size

    # Half of a wide character leaves a blank.
    return set_cell_size(text, width - 1).rstrip() + CUT


def shortened(text: str, width: int) -> str:
    """At most `width` cells of a text, its beginning and its end; what is left out between them is "…"."""
    if cell_width(text) <= width:
        return text
    if width < 3:
        return cut(text, width)
    letters = _graphemes(text)
    end = _taken(reversed(letters), (width - 1) // 2)
    begin = _taken(letters, width - 1 - cell_width("".join(end)))
    return "".join(begin) + CUT + "".join(reversed(end))


def _taken(letters: Iterable[str], width: int) -> list[str]:
    """The first of these letters, as many as take at most `width` cells together."""
    taken: list[str] = []
    for letter in letters:
        if cell_width("".join(taken) + letter) > width:
            break
        taken.append(letter)
    return taken


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with blanks up to `width` cells: after it, or before it with `right`."""
    blanks = " " * max(0, width - cell_width(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """A text on lines of at most `width` cells, broken between words; all but the first begin with `indent`.

    Blanks at its beginning stay. A word that is wider than a line is broken too.
    """
    lead = text[: len(text) - len(text.lstrip(" "))]
    lines, line = [], lead
    for word in text.split():
        gap = " " if line.strip() else ""
        if line.strip() and cell_width(line) + len(gap) + cell_width(word) > width:
            lines.append(line)
            line, gap = indent, ""
        room = max(width - cell_width(line), 2)
        *broken, word = _chopped(word, room - len(gap), max(width - len(indent), 2))
        for piece in broken:
            lines.append(line + gap + piece)
            line, gap = indent, ""
        line += gap + word
    return [*lines, line] if line.strip() or not lines else lines


def _chopped(word: str, first: int, width: int) -> list[str]:
    """A word in pieces of at most `width` cells, the first of them at most `first`; unchanged when it fits."""
    if cell_width(word) <= first:
        return [word]
    pieces, piece, room = [], "", first
    for character in _graphemes(word):
        if piece and cell_width(piece + character) > room:
            pieces.append(piece)
            piece, room = "", width
        piece += character
    return [*pieces, piece]


def _graphemes(word: str) -> list[str]:
    """The graphemes of a word, which must not be split: a letter with its marks, an emoji sequence."""
    if word.isascii():
        return list(word)
    from rich.cells import split_graphemes

    spans, _ = split_graphemes(word)
    return [word[start:end] for start, end, _ in spans]
