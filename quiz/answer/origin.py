"""The origin of each cell of a result, for code that only moves the cells of one tensor."""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_CELLS = 64
"""The most cells of the source, and of the result, for which origins are shown; the worker's MAX_TRACED."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Cell i of a result, in row-major order, is a copy of cell `cells[i]` of the tensor `source`.

    `source` is the name of that tensor in the code, or the expression that makes it; `shape` is the tensor's.
    """

    source: str
    shape: tuple[int, ...]
    cells: tuple[int, ...]

    def fits(self, numel: int) -> bool:
        """Whether it can be the origin of a result of `numel` cells."""
        count = math.prod(self.shape)
        return count <= MAX_CELLS and 0 < len(self.cells) == numel <= MAX_CELLS and max(self.cells) < count

    def index(self, cell: int) -> tuple[int, ...]:
        """The place in the source that cell number `cell` of the result was copied from."""
        flat, places = self.cells[cell], []
        for size in reversed(self.shape):
            flat, place = divmod(flat, size)
            places.append(place)
        return tuple(reversed(places))
