"""One program and its whole set of draws, in one child: what came of it on each, up to the first that fails.

The outcome of a draw has for its value None where a check was met, or one of the two records below as a named tuple,
which `quiz/ask/code/draws.py` reads. The program is a learner's: nothing that it does to this process can make what it
returns into what the reference returns in another one.
"""

from __future__ import annotations

import random
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import torch

from ..capture.capture import capture, raised, shown
from ..template import fill
from ..wire import CPU, MAX_CELLS, MAX_FRAME, JobWire, OutcomeFrame, RoundsWire
from . import check_expression, devices, gradient
from .blanks import FilledPlace, unmarked
from .draw import Unposable, draw, drawn
from .fingerprint import fingerprint, tensors
from .guard import Guard
from .program import Ran, evaluated, line_of, message_of, watched
from .rng import seed_all, seed_of
from .source import CARD, compiled
from .torch_state import reset

ATTEMPTS = 50
MAX_SHOWN = 600
MAX_PRINTED = 2000
CELL_BYTES = 11
"""Of the frame, for a number of eight bytes in base64."""

Wire = Dict[str, Any]
Namespace = Dict[str, Any]
NONE: Wire = {"k": "none"}


def most(job: JobWire) -> int:
    """How many outcomes a task of the job has at most."""
    rounds = job.get("rounds")
    return 1 if rounds is None else 1 + len(rounds["cases"]) + rounds["repeat"]


def trial_outcomes(job: JobWire, set_up: Callable[[], Namespace]) -> Iterator[OutcomeFrame]:
    """The outcomes of every task on the draws that are wanted. Raises Unposable where the card's own code fails."""
    rounds = job["rounds"]
    draws = _draws(job, rounds, set_up())
    if rounds["only"] >= 0:
        draws = draws[rounds["only"] : rounds["only"] + 1]
    # Of a program that is checked, only the draw that ends it carries values.
    guard = Guard(rounds)
    carrying = len(job["tasks"]) * (len(draws) if rounds["call"] else 1)
    cells = min(MAX_CELLS, MAX_FRAME * 3 // 4 // CELL_BYTES // max(1, carrying))
    for task in job["tasks"]:
        for number, values in draws:

            def prepared(number: int = number) -> Namespace:
                """A namespace in which the setup has run, and chance as it stands at the start of this draw."""
                reset()
                devices.use(job.get("device", CPU))
                namespace = set_up()
                seed_all(number)
                return namespace

            play = _called if rounds["call"] else _checked
            outcome = play(fill(task["code"], values), values, rounds, prepared, cells, guard)
            yield outcome
            if _ends(outcome, rounds):
                break


def _ends(outcome: OutcomeFrame, rounds: RoundsWire) -> bool:
    """Whether nothing more is to be learnt: a check was not met, or there was an exception."""
    value = outcome["value"]
    return value["k"] != "none" and (not rounds["call"] or value["items"][0]["k"] != "none")


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


def _checked(
    code: str, values: Dict[str, str], rounds: RoundsWire, prepared: Callable[[], Namespace], cells: int, guard: Guard
) -> OutcomeFrame:
    """`before`, the program, then the check, in one namespace."""
    namespace = prepared()
    own, set_up = set(namespace), dict(namespace)
    try:
        exec(compiled(fill(rounds["before"], values), "<before>", "exec"), namespace)
    except Exception as error:
        raise Unposable("before", "", message_of(error)) from None
    bound = {name: value for name, value in namespace.items() if name not in own or set_up[name] is not value}
    code, filled = unmarked(code)
    ran = _guarded(lambda: evaluated(code, namespace), guard, filled)
    # `x = f(x)` is how most code is written: the check is about what `x` was. The same object, so that a change shows.
    namespace.update((name, value) for name, value in bound.items() if name not in rounds["rebound"])
    check = fill(rounds["check"], values)
    unmet = check_expression.unmet(check, namespace) if ran.error is None else None
    if ran.error is None and unmet is None:
        return _outcome(NONE, "", ran)
    part, fault, sides = unmet if unmet is not None else ("", "", None)
    seen = {
        name: namespace[name] for name in sorted(check_expression.names(check)) if name in namespace and name not in own
    }
    got_of, got, want_of, want = sides if sides is not None else ("", None, "", None)
    record = _record(
        raised=_raised(ran),
        drawn=_texts(values),
        claim=_text(part),
        error=_text(fault),
        got_of=_text(got_of),
        want_of=_text(want_of),
        got=capture(got, cells // 4),
        want=capture(want, cells // 4),
        got_shown=_text(_brief(got) if sides is not None else ""),
        want_shown=_text(_brief(want) if sides is not None else ""),
        seen=capture(seen, cells // 2),
    )
    return _outcome(record, "", ran)


def _called(
    code: str, values: Dict[str, str], rounds: RoundsWire, prepared: Callable[[], Namespace], cells: int, guard: Guard
) -> OutcomeFrame:
    """The function that the program defines, called with the arguments of this draw."""
    try:
        # In a namespace of their own: a function that forgets a parameter must not find one by chance.
        given = evaluated(fill(rounds["args"], values), prepared(), "<args>")
        args = given if isinstance(given, tuple) else (given,)
        if rounds["grad"]:
            gradient.asked(args)
        before, words = [fingerprint(arg) for arg in args], [in_words(arg) for arg in args]
    except Exception as error:
        raise Unposable("args", "", message_of(error)) from None
    paths = [path for path, _ in tensors(args)] if rounds["grad"] else []
    namespace = prepared()

    def work() -> Any:
        exec(compiled(code, CARD, "exec"), namespace)
        if rounds["call"] not in namespace:
            raise NameError("the function {} is not defined".format(rounds["call"]))
        return namespace[rounds["call"]](*args)

    ran = _guarded(work, guard)
    after = [fingerprint(arg) for arg in args]
    grads = gradient.gradients(ran.value, args) if rounds["grad"] and ran.error is None else []
    left = [
        _left(arg) if rounds["changes"] and mark != mark_now else None
        for arg, mark, mark_now in zip(args, before, after)
    ]
    found = capture((ran.value, grads, left), cells) if ran.error is None else NONE
    items = found.get("items", [found, _list([]), _list([])])
    record = _record(
        raised=_raised(ran),
        drawn=_texts(values),
        out=items[0],
        grads=items[1],
        left=items[2],
        paths=_list([_text(path) for path in paths]),
        before=_list([_text(mark) for mark in before]),
        after=_list([_text(mark) for mark in after]),
        args=_list([_text(word) for word in words]),
    )
    return _outcome(record, _brief(ran.value), ran)


def _guarded(work: Callable[[], Any], guard: Guard, filled: Sequence[FilledPlace] = ()) -> Ran:
    """The work of a learner's program. A forbidden call is what it raised, also where the program went on after it."""
    ran = watched(lambda: guard.watch(work, filled))
    return ran if guard.broken is None else ran._replace(error=guard.broken)


def in_words(value: Any) -> str:
    """An argument as a learner is shown it, in one line: a tensor as its shape, its dtype, and its rows."""
    text = " ".join(_brief(value).split()).replace("[ ", "[")
    if not isinstance(value, torch.Tensor):
        return text
    dtype = str(value.dtype)
    plain = text.replace(", dtype={}".format(dtype), "")
    if plain.startswith("tensor([") and plain.endswith("])"):
        plain = plain[len("tensor(") : -1]
    return "{} {}   {}".format(tuple(value.shape), dtype.replace("torch.", ""), plain)


def _brief(value: Any) -> str:
    text = shown(value)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " ..."


def _outcome(value: Wire, text: str, ran: Ran) -> OutcomeFrame:
    printed = ran.printed[:MAX_PRINTED]
    return {"value": value, "shown": text, "printed": printed, "warned": [], "rolled": ran.rolled}


def _left(arg: Any) -> Any:
    """What can be carried of an argument: of a module, its state."""
    return dict(arg.state_dict()) if isinstance(arg, torch.nn.Module) else arg


def _list(items: List[Wire]) -> Wire:
    return {"k": "series", "of": "list", "items": items}


def _raised(ran: Ran) -> Wire:
    return NONE if ran.error is None else raised(ran.error, line_of(ran.error), ran.refused)


def _record(**fields: Wire) -> Wire:
    return {"k": "series", "of": "named", "type": "round", "names": list(fields), "items": list(fields.values())}


def _text(text: str) -> Wire:
    return {"k": "text", "value": text}


def _texts(texts: Dict[str, str]) -> Wire:
    return {"k": "table", "items": [[_text(name), _text(text)] for name, text in texts.items()]}
