"""The misconceptions of a question: what each predicts for its draw, and whether the predictions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quiz.answer.value import Outcome, Raised
from quiz.ask.kind import Flaw, FlawKind, Redraw
from quiz.ask.question import Broken
from quiz.deck.model import Card, Misconception, Place
from quiz.engine.protocol import Result
from quiz.text.suggest import quoted
from quiz.worker.template import fill

_OTHERWISE = "Choose other values, with which this belief gives another wrong answer."


@dataclass(frozen=True, slots=True)
class Prediction:
    """A misconception with what it predicts for this draw."""

    text: str
    predicted: Outcome
    place: Place


def tasks(misconceptions: Sequence[Misconception]) -> list[tuple[str, str]]:
    """The (name, code) of each belief that predicts by code."""
    return [(misconception.belief, misconception.code) for misconception in misconceptions if misconception.code]


def distinguish(
    card: Card,
    result: Result,
    outcomes: Iterator[Outcome],
    typeable: Callable[[Outcome], str],
    alike: Callable[[Outcome, Outcome], bool],
    truth: Outcome,
) -> tuple[tuple[Prediction, ...], tuple[Flaw, ...]] | Redraw:
    """The beliefs whose predictions are wrong and unique, and flaws for the others: another draw may separate them.

    `outcomes` are those of `tasks`. `typeable` says why nobody can type what a belief gave, "" when one can; `alike`
    whether a learner who types the first would be right if the second were the truth. Raises Broken.
    """
    beliefs: list[Prediction] = []
    idle: list[Flaw] = []
    for misconception in card.body.misconceptions:
        text = fill(misconception.belief, result.values)
        raises = misconception.raises
        predicted = next(outcomes) if misconception.code else Outcome(Raised((raises,)), raises)
        if misconception.code:
            _foreseen(predicted, typeable, text, misconception.place)
        twin = next((belief for belief in beliefs if alike(predicted, belief.predicted)), None)
        if alike(predicted, truth):
            if card.draw:
                return Redraw(f"the belief {quoted(text)} gives the truth")
            idle.append(
                Flaw(FlawKind.IDLE, f"the belief {quoted(text)} gives the truth", _OTHERWISE, misconception.place)
            )
        elif twin is not None:
            if card.draw:
                return Redraw(f"the beliefs {quoted(twin.text)} and {quoted(text)} give the same")
            what = f"the belief {quoted(text)} gives the same as {quoted(twin.text)}"
            idle.append(Flaw(FlawKind.TWIN, what, _OTHERWISE, misconception.place))
        else:
            beliefs.append(Prediction(text, predicted, misconception.place))
    return tuple(beliefs), tuple(idle)


def no_misconception(misconceptions: Sequence[object]) -> list[Flaw]:
    """A flaw when no wrong belief is stated."""
    if misconceptions:
        return []
    fix = "Add a belief that learners have, and the code whose outcome it predicts."
    return [Flaw(FlawKind.NO_MISCONCEPTION, "it states no misconception", fix)]


def _foreseen(predicted: Outcome, typeable: Callable[[Outcome], str], belief: str, place: Place) -> None:
    """The result of a belief's code as an answer that a learner could type. Raises Broken."""
    fix = "End its code with what a learner who believes it would type; write `raises:` when that is an exception."
    if isinstance(predicted.value, Raised):
        if predicted.value.name in ("NameError", "UnboundLocalError"):
            fix = "A belief runs by itself, after `setup` only: write its code with the drawn values, such as `$x`."
        raise Broken(
            f"the code of the belief {quoted(belief)} raises {in_one_line(predicted.value)}", place=place, fix=fix
        )
    if why := typeable(predicted):
        raise Broken(f"the code of the belief {quoted(belief)} gives what nobody types: {why}", place=place, fix=fix)


def in_one_line(value: Raised) -> str:
    """An exception in one line, with the line of the code that raised it."""
    where = f" at line {value.line} of the code" if value.line else ""
    return f"{value.name}{where}: {value.message}".rstrip(": ")
