"""Where a place of a deck is, by the indentation of its lines alone: half-typed YAML has places too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(
    r"""(?P<indent> *)(?P<dashes>(?:-(?: +|$))*)(?:(?P<quote>["']?)(?P<key>[\w$./-]+)(?P=quote) *:(?=\s|$))?"""
)
_BLOCK = re.compile(r"[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?$")
_ID = re.compile(r"""["']?([a-z0-9-]+)["']?\s*(?:#.*)?$""")
CARDS = "cards"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: the keys above it, from the outermost on, with its own last; lines count from 0.

    `items` are the lines of the list items that it is in. `on_key` is whether it is in a key that is written there, and
    `begun` whether a key may be begun there: the line has none yet. `value_at` is the column after the key's colon.
    """

    keys: tuple[str, ...]
    items: tuple[int, ...] = ()
    on_key: bool = False
    begun: bool = False
    in_block: bool = False
    key_line: int = 0
    value_at: int = 0

    @property
    def card_line(self) -> int | None:
        """The line in which the card begins; None outside of cards."""
        return self.items[0] if self.keys[:1] == (CARDS,) and self.items else None

    @property
    def field(self) -> str:
        """The field of the card, or of the deck outside of cards; "" where none is begun."""
        at = 1 if self.card_line is not None else 0
        return self.keys[at] if len(self.keys) > at else ""


@dataclass(frozen=True, slots=True)
class CardLines:
    """A card as lines: the first and the one after its last, from 0; its `id` with the place of that, "" for none."""

    first: int
    end: int
    name: str
    name_line: int
    name_at: int


@dataclass(slots=True)
class _Level:
    indent: int
    key: str
    """ "-" for an item of a list."""
    line: int
    block: bool = False
    value_at: int = 0


class Outline:
    """The outline of the lines of a deck."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._levels: list[tuple[_Level, ...]] = []
        self._in_block: list[bool] = []
        stack: list[_Level] = []
        for at, row in enumerate(rows):
            block = self._within_block(stack, row)
            if not block:
                self._enter(stack, at, row)
            self._levels.append(tuple(stack))
            self._in_block.append(block)
        self.cards = tuple(self._cards())

    def spot(self, line: int, column: int) -> Spot:
        """What is at this line and column, from 0."""
        row, levels = self._rows[line], list(self._levels[line])
        if self._in_block[line] and (row.strip() or column > levels[-1].indent):
            return self._made(levels, in_block=True)
        found = _LINE.match(row)
        assert found is not None
        if found["key"] and column >= found.start("key"):
            return self._made(levels, on_key=column <= found.end("key"))
        blank = not row.strip()
        at = column if blank or column <= len(found["indent"]) else found.end("dashes")
        while levels and levels[-1].indent >= at and not (levels[-1].key == "-" and levels[-1].line == line):
            levels.pop()
        return self._made(levels, begun=row.lstrip()[:1] != "#")

    def of_card(self, line: int) -> CardLines | None:
        """The card that this line is in."""
        return next((card for card in self.cards if card.first <= line < card.end), None)

    def field_lines(self, field: str, card: CardLines | None = None) -> list[int]:
        """The lines of a field of a card, or of the deck."""
        lines = range(card.first, card.end) if card is not None else range(len(self._rows))
        place = (CARDS, field) if card is not None else (field,)
        return [line for line in lines if _keys(self._levels[line])[: len(place)] == place]

    def value(self, field: str, card: CardLines) -> str:
        """A word that is the value of a field of a card, on the line of its key; "" for none."""
        for line in self.field_lines(field, card)[:1]:
            found = re.match(r"""\s*["']?([\w./-]+)""", self._rows[line][self._levels[line][-1].value_at :])
            return found[1] if found else ""
        return ""

    def keys_below(self, field: str, card: CardLines) -> list[str]:
        """The keys of the map that is the value of a field of a card, also of one in { }."""
        found: dict[str, None] = {}
        for line in self.field_lines(field, card):
            keys = _keys(self._levels[line])
            if len(keys) > 2:
                found[keys[2]] = None
            elif self._levels[line][-1].line == line:
                found |= dict.fromkeys(re.findall(r"[{,]\s*(\w+)\s*:", self._rows[line]))
        return list(found)

    def fields(self, spot: Spot) -> set[str]:
        """The keys that stand beside each other where this spot is."""
        depth = len(spot.keys) if spot.begun else len(spot.keys) - 1
        above = spot.keys[:depth]
        found = set()
        for levels in self._levels:
            keys, items = _keys(levels), _items(levels)
            if keys[:depth] == above and len(keys) > depth and items[: len(spot.items)] == spot.items:
                found.add(keys[depth])
        return found

    def _within_block(self, stack: list[_Level], row: str) -> bool:
        """Whether a line belongs to the block after `|` or `>` that was begun above it."""
        if not stack or not stack[-1].block:
            return False
        return not row.strip() or len(row) - len(row.lstrip(" ")) > stack[-1].indent

    def _enter(self, stack: list[_Level], at: int, row: str) -> None:
        if not row.strip() or row.lstrip().startswith("#"):
            return
        found = _LINE.match(row)
        assert found is not None
        indent, dashes = len(found["indent"]), found["dashes"]
        while stack and (
            stack[-1].indent > indent or (stack[-1].indent == indent and (stack[-1].key == "-" or not dashes))
        ):
            if not found["key"] and not dashes and stack[-1].indent == indent:
                break  # a key that is not written to its end: it is within what the line above is in
            stack.pop()
        block = _BLOCK.match(row[found.end() :].lstrip()) is not None
        plain = block and not found["key"]
        stack += [_Level(indent + dash.start(), "-", at, plain) for dash in re.finditer("-", dashes)]
        if found["key"]:
            stack.append(_Level(found.end("dashes"), found["key"], at, block, found.end()))

    def _made(
        self, levels: Sequence[_Level], *, on_key: bool = False, begun: bool = False, in_block: bool = False
    ) -> Spot:
        last = next((level for level in reversed(levels) if level.key != "-"), None)
        at = (0, 0) if last is None else (last.line, last.value_at)
        return Spot(_keys(levels), _items(levels), on_key, begun, in_block, *at)

    def _cards(self) -> Iterator[CardLines]:
        starts = []
        for line, levels in enumerate(self._levels):
            if _keys(levels)[:1] == (CARDS,) and _items(levels)[:1] == (line,):
                starts.append(line)
        after = next(
            (line for line in range(len(self._rows) - 1, -1, -1) if _keys(self._levels[line])[:1] == (CARDS,)), -1
        )
        for first, end in zip(starts, [*starts[1:], after + 1], strict=False):
            while end > first + 1 and self._is_idle(end - 1):
                end -= 1
            yield self._card(first, end)

    def _is_idle(self, line: int) -> bool:
        row = self._rows[line].strip()
        return not row or (row.startswith("#") and not self._in_block[line])

    def _card(self, first: int, end: int) -> CardLines:
        for line in range(first, end):
            if _keys(self._levels[line]) == (CARDS, "id") and self._levels[line][-1].line == line:
                at = self._levels[line][-1].value_at
                value = self._rows[line][at:]
                lead = len(value) - len(value.lstrip(" \"'"))
                found = _ID.match(value.lstrip(" "))
                return CardLines(first, end, found[1] if found else "", line, at + lead)
        return CardLines(first, end, "", first, 0)


def _keys(levels: Sequence[_Level]) -> tuple[str, ...]:
    return tuple(level.key for level in levels if level.key != "-")


def _items(levels: Sequence[_Level]) -> tuple[int, ...]:
    return tuple(level.line for level in levels if level.key == "-")
