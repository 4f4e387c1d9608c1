"""Trying one program on its whole set of draws in one child, up to the first draw that fails.

The value of a draw's outcome is None when a check was met, or a record as `records.py` writes it. The program is a
learner's: nothing that it does to this process can make its results equal to the reference's in another one, and its
results for a check are checked in another process as well, if possible.
"""

from __future__ import annotations

import random
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ..capture.capture import capture
from ..template import fill
from ..wire import CARRY, CPU, JUDGE, MAX_CELLS, MAX_FRAME, JobWire, OutcomeFrame, RoundsWire, TaskWire
from . import check_expression, devices, gradient
from .apart import Begun, Judging, begun, left_by, put_back
from .blanks import FilledPlace, unmarked
from .draw import Unposable, draw, drawn
from .fingerprint import fingerprint, tensors
from .guard import Guard
from .leftovers import Leftovers
from .program import Ran, evaluated, message_of, watched
from .records import NONE, brief, in_words, left_of, outcome_of, raised_by, record_of, series_of, text_of, texts_of
from .restore import Safekeeping
from .rng import seed_all, seed_of
from .source import CARD, compiled
from .stand_in import StandIn
from .torch_state import reset

ATTEMPTS = 50
CELL_BYTES = 11
"""Bytes of the frame for a number of eight bytes in base64."""
NOTHING = Ran(None, None, "", [], False, "")
"""The result of no work."""

Wire = Dict[str, Any]
Namespace = Dict[str, Any]


def most(job: JobWire) -> int:
    """How many outcomes a task of the job has at most."""
    rounds = job.get("rounds")
    return 1 if rounds is None else 2 + len(rounds["cases"]) + rounds["repeat"]


class Drawing(NamedTuple):
    """One draw: the literals by name, and a function for a namespace in which the setup has run, generators at their
    start. `words` has the arguments as texts, by place and digest: they are the same for all programs.
    """

    values: Dict[str, str]
    prepared: Callable[[], Namespace]
    words: Dict[Tuple[int, str], str]

    def filled(self, text: str) -> str:
        return fill(text, self.values)


class Play(NamedTuple):
    """What all draws of a job share. `cells` is how many cells of values an outcome may carry, `room` how many
    characters may say what a check asks of one program on one draw.
    """

    rounds: RoundsWire
    cells: int
    room: int
    guard: Guard
    safekeeping: Safekeeping
    judging: Judging


def trial_outcomes(job: JobWire, set_up: Callable[[], Namespace]) -> Iterator[OutcomeFrame]:
    """The outcomes of every task on the draws that are wanted. Raises Unposable when the card's own code fails."""
    rounds = job["rounds"]
    found = _draws(job, rounds, set_up())
    if rounds["only"] >= 0:
        found = found[rounds["only"] : rounds["only"] + 1]
    draws = [Drawing(values, _preparing(job, set_up, number), {}) for number, values in found]
    # Of a program that is checked, only the draw that ends it carries values.
    carrying = len(job["tasks"]) * (len(draws) if rounds["call"] else 1)
    cells = min(MAX_CELLS, MAX_FRAME * 3 // 4 // CELL_BYTES // max(1, carrying))
    beside = not rounds["call"] and not rounds["road"]
    room = MAX_FRAME * 3 // 4 // max(1, len(draws))
    play = Play(rounds, cells, room, Guard(rounds), Safekeeping(beside), Judging(rounds, room))
    if rounds["road"] == JUDGE:
        yield from _judged(job["tasks"], draws, play)
        return
    run = _called if rounds["call"] else _leaving if rounds["road"] == CARRY else _checked
    leftovers = Leftovers(task["code"] for task in job["tasks"]) if rounds["shared"] else None
    for task in job["tasks"]:
        for drawing in draws:
            outcome = run(drawing.filled(task["code"]), drawing, play)
            yield outcome
            if _ends(outcome, rounds):
                break
        if leftovers is not None:
            leftovers.put_back()


def _judged(tasks: List[TaskWire], draws: List[Drawing], play: Play) -> Iterator[OutcomeFrame]:
    """For each task, whether its card can be judged apart, and if so the check for what was left on each draw."""
    for task in tasks:
        unsealed = play.judging.unsealed(draws[0].prepared, draws[0].filled)
        objects = series_of([text_of(name) for name in play.judging.objects])
        yield outcome_of(record_of(unsealed=text_of(unsealed), objects=objects), "", NOTHING)
        if unsealed:
            continue
        for left, drawing in zip(task.get("left", []), draws):
            outcome = _apart(left, task["code"], drawing, play)
            yield outcome
            if outcome["value"]["k"] != "none":
                break


def _preparing(job: JobWire, set_up: Callable[[], Namespace], number: int) -> Callable[[], Namespace]:
    def prepared() -> Namespace:
        reset()
        devices.use(job.get("device", CPU))
        namespace = set_up()
        seed_all(number)
        return namespace

    return prepared


def _ends(outcome: OutcomeFrame, rounds: RoundsWire) -> bool:
    """Whether this is the last outcome: an exception, a check that was not met, a value that cannot be carried."""
    value = outcome["value"]
    if value["k"] == "none":
        return False
    if rounds["road"] == CARRY:
        return bool(value["items"][0]["k"] != "none" or value["items"][2]["value"].startswith('{"unfit"'))
    return not rounds["call"] or value["items"][0]["k"] != "none"


def _draws(job: JobWire, rounds: RoundsWire, setup: Namespace) -> List[Tuple[int, Dict[str, str]]]:
    """(number that seeds it, literals by name) of each draw. All are made before any program has run."""
    attempt, values = draw(job, setup)
    found = [(seed_of(job["seed"], attempt), values)]
    for at, case in enumerate(rounds["cases"]):
        number = seed_of(job["seed"], -1 - at)
        seed_all(number)
        found.append((number, drawn(case, dict(setup, rng=random.Random(number)), "cases")))
    further = dict(job)
    for _ in range(rounds["repeat"]):
        further["first"], further["attempts"] = attempt + 1, attempt + 1 + ATTEMPTS
        attempt, values = draw(further, setup)  # type: ignore[arg-type]
        found.append((seed_of(job["seed"], attempt), values))
    return found


def _checked(code: str, draw: Drawing, play: Play) -> OutcomeFrame:
    """`before`, the program, then the check, in one namespace."""
    rounds = play.rounds
    here = begun(fill(rounds["before"], draw.values), draw.prepared())
    code, filled = unmarked(code)
    ran = _guarded(lambda: evaluated(code, here.namespace), play, filled)
    put_back(here, rounds)
    check = fill(rounds["check"], draw.values)
    unmet = None
    if ran.error is None:
        with play.safekeeping.in_force():
            unmet = play.guard.watch(lambda: check_expression.unmet(check, here.namespace), filled, in_check=True)
        ran = ran if play.guard.broken is None else ran._replace(error=play.guard.broken)
    if ran.error is None and unmet is None:
        return outcome_of(NONE, "", ran)
    return outcome_of(_failure(ran, unmet, check, here, draw.values, play.cells), "", ran)


def _leaving(code: str, draw: Drawing, play: Play) -> OutcomeFrame:
    """`before` and the program; the values that the check reads are sent, to be checked elsewhere."""
    rounds = play.rounds
    here = begun(fill(rounds["before"], draw.values), draw.prepared())
    code, filled = unmarked(code)
    ran = _guarded(lambda: evaluated(code, here.namespace), play, filled)
    put_back(here, rounds)
    left = ""
    if ran.error is None:
        left = left_by(
            here, fill(rounds["check"], draw.values), rounds, play.room, lambda work: play.guard.watch(work, filled)
        )
        ran = ran if play.guard.broken is None else ran._replace(error=play.guard.broken)
    record = record_of(raised=raised_by(ran), drawn=texts_of(draw.values), left=text_of(left))
    return outcome_of(record, "", ran)


def _apart(left: str, code: str, draw: Drawing, play: Play) -> OutcomeFrame:
    """The check, for what a program has left in another process."""
    unmet, here = play.judging.unmet(left, unmarked(draw.filled(code))[0], draw.prepared, draw.filled)
    if unmet is None:
        return outcome_of(NONE, "", NOTHING)
    check = draw.filled(play.rounds["check"])
    return outcome_of(_failure(NOTHING, unmet, check, here, draw.values, play.cells), "", NOTHING)


def _failure(
    ran: Ran, unmet: Optional[check_expression.Unmet], check: str, here: Begun, values: Dict[str, str], cells: int
) -> Wire:
    """The record of a draw on which the program raised, or the check was not met."""
    part, fault, sides = unmet if unmet is not None else ("", "", None)
    names = sorted(check_expression.names(check))
    shown = (name for name in names if name in here.namespace and name not in here.set_up)
    seen = {name: here.namespace[name] for name in shown if type(here.namespace[name]) is not StandIn}
    got_of, got, want_of, want = sides if sides is not None else ("", None, "", None)
    return record_of(
        raised=raised_by(ran),
        drawn=texts_of(values),
        claim=text_of(part),
        error=text_of(fault),
        got_of=text_of(got_of),
        want_of=text_of(want_of),
        got=capture(got, cells // 4),
        want=capture(want, cells // 4),
        got_shown=text_of(brief(got) if sides is not None else ""),
        want_shown=text_of(brief(want) if sides is not None else ""),
        seen=capture(seen, cells // 2),
    )


def _called(code: str, draw: Drawing, play: Play) -> OutcomeFrame:
    """The function that the program defines, called with the arguments of this draw."""
    rounds, values, prepared, cells = play.rounds, draw.values, draw.prepared, play.cells
    try:
        # In a separate namespace: a function that forgets a parameter must not find one by chance.
        given = evaluated(fill(rounds["args"], values), prepared(), "<args>")
        args = given if isinstance(given, tuple) else (given,)
        if rounds["grad"]:
            gradient.asked(args)
        before = [fingerprint(arg) for arg in args]
        words = [_in_words(arg, (at, mark), draw) for at, (arg, mark) in enumerate(zip(args, before))]
    except Exception as error:
        raise Unposable("args", "", message_of(error)) from None
    paths = [path for path, _ in tensors(args)] if rounds["grad"] else []
    namespace = prepared()

    def work() -> Any:
        exec(compiled(code, CARD, "exec"), namespace)
        if rounds["call"] not in namespace:
            raise NameError("the function {} is not defined".format(rounds["call"]))
        return namespace[rounds["call"]](*args)

    ran = _guarded(work, play)
    after = [fingerprint(arg) for arg in args]
    grads = gradient.gradients(ran.value, args) if rounds["grad"] and ran.error is None else []
    left = [
        left_of(arg) if rounds["changes"] and mark != mark_now else None
        for arg, mark, mark_now in zip(args, before, after)
    ]
    found = capture((ran.value, grads, left), cells) if ran.error is None else NONE
    items = found.get("items", [found, series_of([]), series_of([])])
    record = record_of(
        raised=raised_by(ran),
        drawn=texts_of(values),
        out=items[0],
        grads=items[1],
        left=items[2],
        paths=series_of([text_of(path) for path in paths]),
        before=series_of([text_of(mark) for mark in before]),
        after=series_of([text_of(mark) for mark in after]),
        args=series_of([text_of(word) for word in words]),
    )
    # A learner reads it; what generated programs give is only compared.
    return outcome_of(record, "" if rounds["shared"] else brief(ran.value), ran)


def _in_words(arg: Any, key: Tuple[int, str], draw: Drawing) -> str:
    if key not in draw.words:
        draw.words[key] = in_words(arg)
    return draw.words[key]


def _guarded(work: Callable[[], Any], play: Play, filled: Sequence[FilledPlace] = ()) -> Ran:
    """A learner's program under the guard. A forbidden call counts as what it raised, even if the program went on."""
    guard = play.guard
    guard.broken = None
    ran = watched(lambda: guard.watch(work, filled), chance=not play.rounds["shared"])
    return ran if guard.broken is None else ran._replace(error=guard.broken)
