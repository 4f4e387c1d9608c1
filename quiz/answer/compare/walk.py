"""The walk over two values to compare: structure, then shape, then dtype, then each cell.

The given value is typed text, or the value of a learner's code. A `ComparisonJudge` for each says how to read it
next to the wanted value and when two cells are the same; the order of the walk and its sentences are the same for
both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from quiz.answer.compare.cells import CellFit
from quiz.answer.compare.difference import Difference
from quiz.answer.compare.kinds import kind_of, leaf_text
from quiz.answer.torch_print import cell_text
from quiz.answer.value import Name, Opaque, Scalar, Series, Size, String, Table, Tensor, Value
from quiz.answer.verdict import cell_index, part_of

Given = TypeVar("Given")
Cell = TypeVar("Cell")


class Property(NamedTuple):
    """A property of a tensor or number that differs: what it is, both texts, and the sentence about it."""

    what: str
    want: str
    got: str
    note: str


class ComparisonJudge(ABC, Generic[Given, Cell]):
    """How one side of a comparison is read, given the wanted value."""

    @abstractmethod
    def settled(self, given: Given, want: Value) -> Given:
        """`given` in the reading that fits `want`."""

    @abstractmethod
    def cannot(self, want: Tensor | Opaque) -> str:
        """Why `want` cannot be compared; "" when it can."""

    @abstractmethod
    def tensor(self, given: Given, want: Tensor) -> tuple[tuple[int, ...], Sequence[Cell]] | None:
        """The shape and the cells of a value that may be meant as a tensor; None for any other."""

    @abstractmethod
    def ragged(self, given: Given) -> bool:
        """Whether `given` fails to be a tensor only because its rows have different lengths."""

    @abstractmethod
    def claims(self, given: Given, want: Tensor) -> Iterable[Property]:
        """The properties besides shape and cells in which a tensor differs."""

    @abstractmethod
    def fits(self, given: Given, cells: Sequence[Cell], want: Tensor | Scalar) -> Iterator[tuple[CellFit, int]]:
        """How well each cell fits, and how many significant digits it requires."""

    @abstractmethod
    def number(self, given: Given) -> Cell | None:
        """The given Python number; None for anything else."""

    @abstractmethod
    def type_of(self, given: Given, number: Cell, want: Scalar) -> Property | None:
        """The type of a Python number, when it differs and counts."""

    @abstractmethod
    def names(self, given: Given, want: Size | Series) -> tuple[str, ...] | None:
        """The names of the items, when they are given and count."""

    @abstractmethod
    def items(self, given: Given, want: Size | Series) -> Sequence[Given] | None:
        """The items of a value that may be meant for `want`; None for any other."""

    @abstractmethod
    def pairs(self, given: Given) -> Sequence[tuple[Given, Given]] | None:
        """The keys and values of a dict; None for anything else."""

    @abstractmethod
    def leaf(self, given: Given, want: Value) -> bool | None:
        """Whether text, a name or None is the wanted one; None when it is of another kind, which is noted."""

    @abstractmethod
    def kind(self, given: Given) -> str:
        """The kind of `given`, for a diff."""

    @abstractmethod
    def other_kind(self, given: Given, kind: str, path: str) -> str:
        """The sentence that says that a value of this kind is wanted."""

    @abstractmethod
    def text(self, given: Given) -> str:
        """`given` as one short text."""

    @abstractmethod
    def cell_text(self, given: Given, cell: Cell) -> str:
        """One cell of `given`, or the number that it is, as text."""


class Walk(Generic[Given, Cell]):
    """One comparison; differences are collected in `found`."""

    def __init__(self, judge: ComparisonJudge[Given, Cell], found: Difference) -> None:
        self._judge = judge
        self.found = found

    def compare(self, given: Given, want: Value, path: str = "", noun: str = "values") -> None:
        """Compare `given` with `want`; `path` goes before the index of every place, `noun` is the plural for its
        numbers.
        """
        given = self._judge.settled(given, want)
        if isinstance(want, Tensor):
            self._tensor(given, want, path)
        elif isinstance(want, Scalar):
            self._scalar(given, want, path, noun)
        elif isinstance(want, Size | Series):
            self._series(given, want, path)
        elif isinstance(want, Table):
            self._table(given, want, path)
        elif isinstance(want, Opaque) and (cannot := self._judge.cannot(want)):
            self.found.cannot = cannot
        else:
            self._leaf(given, want, path)

    def _is_another_kind(self, given: Given, want: Value, path: str) -> None:
        kind = kind_of(want)
        note = self._judge.other_kind(given, kind, path)
        self.found.add(part_of(path, "kind"), kind, self._judge.kind(given), note)

    def _leaf(self, given: Given, want: Value, path: str) -> None:
        same = self._judge.leaf(given, want)
        if same is None:
            self._is_another_kind(given, want, path)
            return
        self.found.count(_noun(want))
        if not same:
            self.found.count_wrong(path or "value", leaf_text(want), self._judge.text(given))

    def _tensor(self, given: Given, want: Tensor, path: str) -> None:
        if cannot := self._judge.cannot(want):
            self.found.cannot = cannot
            return
        seen = self._judge.tensor(given, want)
        if seen is None:
            if self._judge.ragged(given):
                self.found.ragged = True
            else:
                self._is_another_kind(given, want, path)
            return
        shape, cells = seen
        if shape != want.shape:
            note = "The shape differs."
            if cells and len(cells) == len(want.cells) and self._are_right(given, cells, want):
                note = "The values are right, the shape is not."
            self.found.add(part_of(path, "shape"), str(want.shape), str(shape), note)
            return
        for claim in self._judge.claims(given, want):
            self.found.add(part_of(path, claim.what), claim.want, claim.got, claim.note)
        if len(cells) != len(want.cells):
            carried = f"{len(cells)} carried"
            self.found.add(part_of(path, "cells"), f"{want.numel} cells", carried, "It is too large to compare.")
            return
        self._cells(given, cells, want, path)

    def _are_right(self, given: Given, cells: Sequence[Cell], want: Tensor) -> bool:
        return all(fit is CellFit.RIGHT for fit, _ in self._judge.fits(given, cells, want))

    def _cells(self, given: Given, cells: Sequence[Cell], want: Tensor, path: str) -> None:
        for at, (fit, digits) in enumerate(self._judge.fits(given, cells, want)):
            self.found.count("cells")
            if fit is CellFit.SHORT:
                self.found.short.append((path + cell_index(at, want.shape) or "value", digits))
            elif fit is CellFit.WRONG and self.found.full:
                self.found.wrong += 1
            elif fit is CellFit.WRONG:
                index = path + cell_index(at, want.shape) or "value"
                said = self._judge.cell_text(given, cells[at])
                self.found.count_wrong(index, cell_text(want.cells[at], want.dtype), said)

    def _scalar(self, given: Given, want: Scalar, path: str, noun: str) -> None:
        number = self._judge.number(given)
        if number is None:
            self._is_another_kind(given, want, path)
            return
        if claim := self._judge.type_of(given, number, want):
            self.found.add(part_of(path, claim.what), claim.want, claim.got, claim.note)
        ((fit, digits),) = self._judge.fits(given, (number,), want)
        self.found.count(noun)
        if fit is CellFit.SHORT:
            self.found.short.append((path or "value", digits))
        elif fit is CellFit.WRONG:
            self.found.count_wrong(path or "value", leaf_text(want), self._judge.cell_text(given, number))

    def _series(self, given: Given, want: Size | Series, path: str) -> None:
        wanted_names = want.names if isinstance(want, Series) else ()
        names = self._judge.names(given, want)
        if names is not None and names != wanted_names:
            wanted = ", ".join(wanted_names) or "none"
            self.found.add(part_of(path, "names"), wanted, ", ".join(names), "The names differ.")
            return
        items = self._judge.items(given, want)
        if items is None:
            self._is_another_kind(given, want, path)
        elif isinstance(want, Series) and want.kind == "set":
            self._set(items, want, path)
        else:
            wanted_items = want.items if isinstance(want, Series) else tuple(Scalar(dim) for dim in want.dims)
            if len(items) != len(wanted_items):
                note = "The number of dimensions differs." if isinstance(want, Size) else "The length differs."
                self.found.add(part_of(path, "length"), str(len(wanted_items)), str(len(items)), note)
                return
            noun = "sizes" if isinstance(want, Size) else "values"
            for at, (item, wanted_item) in enumerate(zip(items, wanted_items, strict=True)):
                self.compare(item, wanted_item, f"{path}.{wanted_names[at]}" if wanted_names else f"{path}[{at}]", noun)

    def _set(self, items: Sequence[Given], want: Series, path: str) -> None:
        left = list(items)
        index = part_of(path, "items")
        for wanted in want.items:
            at = self._find(left, wanted)
            self.found.count("items")
            if at is None:
                self.found.count_wrong(index, leaf_text(wanted), "missing")
            else:
                del left[at]
        for extra in left:
            self.found.count("items")
            self.found.count_wrong(index, "missing", self._judge.text(extra))

    def _table(self, given: Given, want: Table, path: str) -> None:
        pairs = self._judge.pairs(given)
        if pairs is None:
            self._is_another_kind(given, want, path)
            return
        left = list(pairs)
        for key, value in want.items:
            at = self._find([given_key for given_key, _ in left], key)
            index = f"{path}[{leaf_text(key)}]"
            if at is None:
                self.found.add(index, leaf_text(value), "missing", "A key is missing.")
            else:
                self.compare(left.pop(at)[1], value, index)
        for key_given, value_given in left:
            index = f"{path}[{self._judge.text(key_given)}]"
            self.found.add(index, "missing", self._judge.text(value_given), "There is an extra key.")

    def _find(self, items: Sequence[Given], want: Value) -> int | None:
        """The index among `items` of the first that equals `want`."""
        return next((at for at, item in enumerate(items) if self._is(item, want)), None)

    def _is(self, given: Given, want: Value) -> bool:
        walk = Walk(self._judge, Difference())
        walk.compare(given, want)
        found = walk.found
        return not (found or found.short or found.cannot or found.ragged)


def _noun(want: Value) -> str:
    """The plural for leaves of this kind."""
    if isinstance(want, Name):
        return f"{want.kind.replace('_', ' ')}s"
    return "texts" if isinstance(want, String) else "values"
