"""The verdict on an answer: right, wrong, unreadable or error, with everything shown to the learner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How an answer was judged."""

    RIGHT = "right"
    WRONG = "wrong"
    INVALID = "invalid"
    """It could not be read: handed back, not an attempt."""
    ERROR = "error"
    """The card or the engine failed: the answer was not judged."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that is handed back, which is not an attempt. `reason` tells the learner what to type instead."""

    reason: str


@dataclass(frozen=True, slots=True)
class CellDiff:
    """One place where the answer differs: `index` such as "[0, 2]" or "shape"; `want` and `got` as display text."""

    index: str
    want: str
    got: str


def cell_index(flat: int, shape: tuple[int, ...]) -> str:
    """The index of a cell, "[0, 2]", from its place in row-major order; "" for a tensor without dimensions."""
    index: list[str] = []
    for size in reversed(shape):
        flat, at = divmod(flat, size)
        index.append(str(at))
    return f"[{', '.join(reversed(index))}]" if index else ""


def part_of(path: str, what: str) -> str:
    """The index of a property of a part of an answer: "shape", "[1].dtype"."""
    return f"{path}.{what}" if path else what


@dataclass(frozen=True, slots=True)
class Failure:
    """The first draw on which a learner's program failed. All texts are for display.

    It is number `draw` of `draws`; the first is the one that the learner saw. `inputs` are the arguments by the
    names of the parameters, or the values drawn. `got` and `want` are shown side by side, both "" when there is no
    value; for tensors `got_form` and `want_form` give the shape and the dtype. When a check was not met, `claim` is
    the part of it that is false, and `got_of` and `want_of` are the two sides that it compares. `raised` is the
    exception, with the `line` of the learner's text, counted from 1, and its text. `printed` is what the program
    printed.
    `given` are the inputs as the learner knows them: the arguments, or the names and lines of the shown code that
    contain drawn values; none on the first draw of a check, since the question shows them.
    """

    draw: int
    draws: int
    inputs: tuple[tuple[str, str], ...] = ()
    want: str = ""
    got: str = ""
    claim: str = ""
    want_of: str = ""
    got_of: str = ""
    want_form: str = ""
    got_form: str = ""
    raised: str = ""
    line: int | None = None
    source: str = ""
    printed: str = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one answer.

    `truth` and `got` are display text. `sealed` is False when the learner's code ran in the same process as the
    check, so that it could have made itself right; `unsealed` says why it did. `code` names the failure when status is
    ERROR: unknown-card, timeout, crash, broken, untrusted. `belief` is the misconception that the answer shows;
    `why` the correction of the known wrong program that it behaves like. `failed` is set when a program was run and
    failed. `whys` are pairs of an option's letter and its why, of every option that has one. `idiom` is a good answer
    of the card to show with a right one that was written otherwise. `nearly`: the exception class is wrong, but that
    one is raised is right; Hard is suggested then.
    """

    status: Status
    truth: str
    got: str
    sealed: bool = True
    belief: str = ""
    why: str = ""
    diff: tuple[CellDiff, ...] = ()
    message: str = ""
    code: str = ""
    failed: Failure | None = None
    whys: tuple[tuple[str, str], ...] = ()
    idiom: str = ""
    nearly: bool = False
    unsealed: str = ""

    @property
    def diagnosis(self) -> str:
        """What is said of a known mistake: the belief, or the correction of a program."""
        return self.belief or self.why

    @property
    def right(self) -> bool:
        return self.status is Status.RIGHT
