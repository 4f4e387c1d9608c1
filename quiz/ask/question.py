"""What all kinds share: a posed question, the ways in which posing can fail, and the two dialogues with the engine.

A dialogue is a generator that yields jobs and is sent replies; blocking and asyncio drivers run the same ones.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, TypeVar

from quiz.answer.verdict import Status, Verdict
from quiz.answer.verdict import Unreadable as Unreadable
from quiz.ask.answer_form import Entry
from quiz.deck import torch_release
from quiz.deck.model import Card, Place
from quiz.engine.confinement import UNTRUSTED, refusal, whole
from quiz.engine.devices import device_for
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended, Reply, Result
from quiz.worker.template import fill
from quiz.worker.wire import CPU, Hello

T = TypeVar("T")
Dialogue: TypeAlias = Generator[Job, Reply, T]
Given: TypeAlias = str | list[str]
"""An answer as it is handed in: text, or a list where a kind takes several parts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A card with its values drawn and filled in; `body` holds what only the kind knows, the truth included.

    `drawn` are the names and the literals they stand for: two questions of a card with the same are the same question.
    `device` is where the truth was found.
    """

    card: Card
    seed: int
    attempt: int
    prompt: str
    code: str
    hints: tuple[str, ...]
    explain: str
    body: Any
    drawn: tuple[tuple[str, str], ...] = ()
    device: str = CPU


@dataclass(frozen=True, slots=True)
class Redraw:
    """The question shows nothing: say why, and take the next attempt."""

    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer that `check` hands in and the verdict that must come back; `place` is its cause in the file."""

    given: Given
    status: Status
    belief: str = ""
    place: Place | None = None


class FlawKind(StrEnum):
    """What can be wrong with a question that can be asked all the same."""

    CLAIM = "claim"
    """The author claims something of the truth that torch does not say."""
    IDLE = "idle"
    """A wrong belief gives the right answer."""
    TWIN = "twin"
    """Two wrong beliefs give the same answer, so that it does not show which was held."""
    UNARMED = "unarmed"
    """No wrong answer is known, so that none can be cured."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that the author of a question should mend; no `place` means the card as a whole."""

    sort: FlawKind
    what: str
    fix: str
    place: Place | None = None


class Broken(Exception):
    """The card cannot be asked on this machine.

    `code`: broken, timeout, crash, unsuited (another torch is needed), untrusted (its code may not run unconfined).

    `place` and `fix` are for the author, where more is known than which card it is.
    """

    def __init__(self, reason: str, code: str = "broken", *, place: Place | None = None, fix: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.place = place
        self.fix = fix


class Kind(Protocol):
    """A kind of question: a module of this package with these names. `RUNS` says that judging runs the answer."""

    FIELDS: Any
    RUNS: bool

    def body(self, values: Any) -> Any: ...

    def plan(self, card: Card, seed: int, first: int) -> Job:
        """The job that draws the question and finds its truth; attempts before `first` are skipped."""

    def pose(self, card: Card, seed: int, result: Result) -> Question | Redraw:
        """Make the question of what the job found. Raises Broken."""

    def entry(self, question: Question) -> Entry:
        """How a face takes the answer."""

    def read(self, question: Question, given: Given) -> Any:
        """The answer, or Unreadable."""

    def judge(self, question: Question, answer: Any) -> Dialogue[Verdict]:
        """Yields the jobs that run the answer; none where the truth is known already. Raises Broken."""

    def truth(self, question: Question) -> str:
        """A right answer, for display."""

    def program(self, question: Question, given: Given | None) -> str:
        """What is run, as one text: with this answer, where an answer is run, or with a right one for None."""

    def proofs(self, question: Question) -> Sequence[Proof]:
        """Right answers, known wrong ones and unreadable ones, as a learner could hand them in."""

    def flaws(self, question: Question) -> Sequence[Flaw]:
        """Claims that do not hold, beliefs that tell nothing: what no answer would bring to light."""


def posing(kind: Kind, card: Card, seed: int, hello: Hello) -> Dialogue[Question]:
    """Draw until the question shows something. Raises Broken.

    `hello` tells of the torch that the card will be run on. Every road of a card's code to the engine begins here.
    """
    if card.torch and not torch_release.parse(card.torch).admits(hello["torch"]):
        raise Broken(f"it is about torch {card.torch}; this is {hello['torch']}", "unsuited")
    device = device_for(card.devices, hello["devices"])
    if not device:
        raise Broken(f"it is about {' and '.join(card.devices)}; here is {', '.join(hello['devices'])}", "unsuited")
    if card.foreign and not whole(hello):
        raise Broken(refusal(card.place.path), UNTRUSTED)
    first, last = 0, ""
    while True:
        plan = kind.plan(card, seed, first).on(device)
        reply = yield plan
        result = _result(card, reply, last)
        if not _answers(result, plan):
            raise Broken("its code did not come to a result: what it sent is not an answer to the job", "crash")
        posed = kind.pose(card, seed, result)
        if isinstance(posed, Question):
            return replace(posed, device=device)
        first, last = result.attempt + 1, posed.reason


def judging(kind: Kind, question: Question, given: Given) -> Dialogue[Verdict]:
    """Read and judge. An answer that cannot be read comes back with status INVALID, a broken card with ERROR."""
    answer = kind.read(question, given)
    if isinstance(answer, Unreadable):
        return Verdict(Status.INVALID, "", _display(given), message=answer.reason)
    try:
        return (yield from kind.judge(question, answer))
    except Broken as broken:
        return Verdict(Status.ERROR, "", _display(given), code=broken.code, message=broken.reason)


def given_up(kind: Kind, question: Question) -> Verdict:
    """The verdict of a learner who asks for the answer."""
    return Verdict(Status.WRONG, kind.truth(question), "")


def job(card: Card, seed: int, first: int, codes: Sequence[tuple[str, str]]) -> Job:
    """The card's draw, then these (name, code) tasks."""
    tasks = [Task(name, code) for name, code in codes]
    return Job.drawing(tasks, setup=card.setup, seed=seed, draw=card.draw, require=card.require, first=first)


def question(card: Card, seed: int, result: Result, code: str, body: Any) -> Question:
    """A question with the drawn values filled into every text."""
    values = result.values
    return Question(
        card,
        seed,
        result.attempt,
        fill(card.prompt, values).strip(),
        fill(code, values).rstrip(),
        tuple(fill(hint, values).strip() for hint in card.hints),
        fill(card.explain, values).strip(),
        body,
        tuple(values.items()),
    )


def as_program(*parts: str) -> str:
    """Pieces of code that are run one after the other, as one text to be shown."""
    return "\n\n".join(part.strip("\n").rstrip() for part in parts if part.strip())


_MENDS = {
    "setup": "Correct the `setup` of the deck: it runs before the code of every card.",
    "draw": "Correct `draw` so that it gives a value, and enough different ones.",
    "require": "Correct `require`: an expression of the plain names that are drawn.",
    "cases": "Correct the case: a literal for each drawn name.",
    "before": "Correct `before`: it runs ahead of every answer.",
    "args": "Correct `args`: code whose last line gives the arguments.",
    "result": "Let the code end in something smaller.",
}


def _answers(result: Result, plan: Job) -> bool:
    """Whether a result is one of this job: code in a child can write a frame of its own."""
    drawn = {name for name, _ in plan.draw}
    in_range = plan.first <= result.attempt < plan.attempts
    return in_range and len(result.outcomes) == len(plan.tasks) and result.values.keys() == drawn


def _result(card: Card, reply: Reply, last: str) -> Result:
    broken = broken_by(card, reply, last)
    if broken is not None or reply.result is None:
        raise broken or Broken("its code did not come to a result", "crash")
    return reply.result


def broken_by(card: Card, reply: Reply, last: str = "") -> Broken | None:
    """What a reply to a job of the card's own code says against the card; `last` is why the draw before was refused."""
    if reply.status is Ended.TIMEOUT:
        fix = "Make it end sooner, or give the card more seconds with `budget`."
        return Broken(f"its code ran too long: {reply.detail}", "timeout", fix=fix)
    if reply.result is None:
        fix = "Take out the call that ends or floods the process."
        return Broken(f"its code did not come to a result: {reply.detail}", "crash", fix=fix)
    fault = reply.result.fault
    if fault is None:
        return None
    stage = fault["stage"]
    where = f"{stage} `{fault['name']}`" if fault["name"] else f"its {stage}"
    reason = f"{where} fails: {fault['message']}" + (f"; at the last attempt, {last}" if last else "")
    return Broken(reason, place=card.places.get(stage), fix=_MENDS.get(stage, ""))


def _display(given: Given) -> str:
    return given if isinstance(given, str) else "\n".join(given)
