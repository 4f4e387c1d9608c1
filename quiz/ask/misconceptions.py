"""The misconceptions of a question: what each predicts for its draw, and whether the predictions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quiz.answer.value import Outcome, Raised
from quiz.ask.kind import Flaw, FlawKind, Redraw
from quiz.ask.question import Broken
from quiz.deck.claims import MAYBE
from quiz.deck.model import Card, Misconception, Place
from quiz.deck.reading import Values
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

    A belief that holds sometimes is left out of a draw on which it gives the truth, as long as another one is wrong
    there. `outcomes` are those of `tasks`. `typeable` says why nobody can type what a belief gave, "" when one can;
    `alike` whether a learner who types the first would be right if the second were the truth. Raises Broken.
    """
    beliefs: list[Prediction] = []
    idle: list[Flaw] = []
    true_here = ""
    for misconception in card.body.misconceptions:
        text = fill(misconception.belief, result.values)
        predicted = _predicted(misconception, outcomes, typeable, text)
        twin = next((belief for belief in beliefs if alike(predicted, belief.predicted)), None)
        if alike(predicted, truth):
            if misconception.holds:
                true_here = text
                continue
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
    if true_here and not beliefs:
        return Redraw(f"the belief {quoted(true_here)} gives the truth, and no other is wrong")
    return tuple(beliefs), tuple(idle)


def check_holds(values: Values) -> None:
    """Note a belief that holds on some draws where nothing is drawn."""
    if "draw" in values.faulty or values["draw"]:
        return
    for item, misconception in enumerate(values["misconceptions"]):
        if misconception.holds:
            what = f"this belief holds {misconception.holds}, and nothing is drawn"
            values.fault("misconceptions", what, "Delete `holds`, or add `draw`.", item=item)


def no_misconception(misconceptions: Sequence[object]) -> list[Flaw]:
    """A flaw when no wrong belief is stated."""
    if misconceptions:
        return []
    fix = "Add a belief that learners have, and the code whose outcome it predicts."
    return [Flaw(FlawKind.NO_MISCONCEPTION, "it states no misconception", fix)]


def _predicted(
    misconception: Misconception, outcomes: Iterator[Outcome], typeable: Callable[[Outcome], str], text: str
) -> Outcome:
    """What a belief predicts, as an answer that a learner could type. Raises Broken."""
    if not misconception.code:
        return Outcome(Raised((misconception.raises,)), misconception.raises)
    predicted = next(outcomes)
    place, code = misconception.place, f"the code of the belief {quoted(text)}"
    fix = "End its code with what a learner who believes it would type"
    if isinstance(predicted.value, Raised):
        slip = predicted.value.name in ("NameError", "UnboundLocalError")
        if misconception.raises == MAYBE and not slip:
            return predicted
        fix += f"; where the belief predicts that exception, add `raises: {MAYBE}`."
        if slip:
            fix = "A belief runs by itself, after `setup` only: write its code with the drawn values, such as `$x`."
        raise Broken(f"{code} raises {in_one_line(predicted.value)}", place=place, fix=fix)
    if why := typeable(predicted):
        raise Broken(f"{code} gives what nobody types: {why}", place=place, fix=f"{fix}.")
    return predicted


def in_one_line(value: Raised) -> str:
    """An exception in one line, with the line of the code that raised it."""
    where = f" at line {value.line} of the code" if value.line else ""
    return f"{value.name}{where}: {value.message}".rstrip(": ")
