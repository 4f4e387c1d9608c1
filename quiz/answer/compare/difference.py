"""The result of a comparison: the first places that differ, sentences about them, and how many cells are wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from quiz.answer.verdict import CellDiff
from quiz.text.numbers import plural

MAX_DIFFS = 64


@dataclass(slots=True)
class Difference:
    """`diffs` are the first places, `notes` describe them in sentences. When nothing is found, the two are the same.

    `short` has the index and the digits needed of each cell that was typed with too few digits, `cannot` says why
    the truth cannot be compared, and `ragged` that rows of different lengths were given for a tensor.
    """

    diffs: list[CellDiff] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    cells: int = 0
    wrong: int = 0
    short: list[tuple[str, int]] = field(default_factory=list)
    cannot: str = ""
    ragged: bool = False
    _counted: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.notes or self.wrong)

    @property
    def message(self) -> str:
        """The notes, and how many of the cells differ: "Both sizes differ.", "1 of 6 cells differs."."""
        return " ".join([*self.notes, *([self._how_many()] if self.wrong else [])])

    def _how_many(self) -> str:
        noun = next(iter(self._counted)) if len(self._counted) == 1 else "values"
        if self.cells == 1:
            return f"The {'value' if noun == 'cells' else noun.removesuffix('s')} differs."
        if self.wrong == self.cells:
            return f"Both {noun} differ." if self.cells == 2 else f"All {self.cells} {noun} differ."
        return f"{self.wrong} of {self.cells} {noun} {plural(self.wrong, 'differs', 'differ')}."

    def add(self, index: str, want: str, got: str, note: str = "") -> None:
        """Note that the thing at `index` differs as a whole, with a sentence about it."""
        if note:
            self.notes[note] = None
        if len(self.diffs) < MAX_DIFFS:
            self.diffs.append(CellDiff(index, want, got))

    def count(self, noun: str) -> None:
        """Count one compared cell; `noun` is the plural for such cells."""
        self.cells += 1
        self._counted.add(noun)

    def count_wrong(self, index: str, want: str, got: str) -> None:
        """Note that the cell just counted is wrong."""
        self.wrong += 1
        self.add(index, want, got)

    @property
    def full(self) -> bool:
        """Whether no further place will be kept, so that its texts need not be made."""
        return len(self.diffs) >= MAX_DIFFS
