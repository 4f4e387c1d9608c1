"""Fill: the learner fills each blank of a card's code with an expression; the filled code is run and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask.answer_form import BLANK, Blanks, blanks
from quiz.ask.code import blank_rows
from quiz.ask.code.calls import forbid_and_only
from quiz.ask.code.check_helpers import as_statement
from quiz.ask.code.judge_check import LearnerProgram, judged
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import aims_at, expression, is_keywords, normal, places_for_expressions, raw, uncompilable
from quiz.ask.code.solutions import (
    Case,
    Reject,
    Solution,
    Texts,
    cases_and_repeat,
    check_cases,
    no_misconception,
    rejects,
    solutions,
)
from quiz.ask.code.unwrap import unwrapped_expression, unwrapped_parts
from quiz.ask.kind import Dialogue, Flaw, Proof
from quiz.ask.pose import draw_job
from quiz.ask.question import Given, Question, as_program, question_of
from quiz.deck import python
from quiz.deck.fields import Code, Text
from quiz.deck.model import Card
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job, TrialPlan
from quiz.engine.protocol import Result
from quiz.worker.wire import FILLED_BEGIN, FILLED_END


@dataclass(frozen=True, slots=True)
class Body:
    """`code` holds the blanks; `check` is an expression that must be True after the filled code has run."""

    code: str
    check: str
    accept: tuple[Solution, ...]
    reject: tuple[Reject, ...]
    cases: tuple[Case, ...]
    repeat: int
    forbid: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


_PARTS = Texts(Text(dollars=False))
RUNS = True
FIELDS: Mapping[str, Field] = {
    "code": Field(Code(), f"Python with a {BLANK} for each expression that is asked for"),
    "check": Field(Code("eval"), "an expression that is True where the blanks are filled rightly"),
    "accept": Field(
        solutions(Texts(Text(dollars=False))), "right answers: an expression each, or a list of one for each blank"
    ),
    "reject": Field(
        rejects("fill", Texts(Text(dollars=False)), "the wrong answer"), "wrong answers, each with its `why`", ()
    ),
    **cases_and_repeat(),
    **forbid_and_only(),
}


def body(values: Values) -> Body:
    """Make the body; notes code without blanks, and answers that do not fit them."""
    code = values["code"]
    count = len(blanks(code)) - 1
    if not count:
        values.fault("code", "there is no blank in it", f"Write {BLANK} where an expression is to be filled in.")
    elif count != places_for_expressions(code, BLANK):
        fix = "Put each blank where one expression belongs: not into a text, nor for a name that is assigned."
        at = len(blanks(code)[0])
        values.reading.fault(values.nodes["code"], "a blank is where no expression can be", fix, offset=at)
        values.faulty.add("code")
    else:
        for key in ("accept", "reject"):
            for item, answer in enumerate(values[key]):
                filled = _filled(code, answer.given)
                if isinstance(filled, Unreadable):
                    what = f"this cannot be filled in: {filled.reason.rstrip('.')}"
                    values.fault(key, what, _fix_of(answer.given), item=item)
    check_cases(values)
    return Body(*(values[key] for key in ("code", "check", "accept", "reject", "cases", "repeat", "forbid", "only")))


def _fix_of(given: Sequence[str]) -> str:
    if any("$" in part for part in given):
        return "An answer is tried on other draws too: write `k = $k` in `code`, and `k` in the answer."
    return "Give each blank one expression."


@dataclass(frozen=True, slots=True)
class FilledBlanks:
    """The texts for the blanks, as given and as put into the code; `shown` have brackets only where these matter."""

    given: tuple[str, ...]
    filled: tuple[str, ...]
    shown: tuple[str, ...]


def plan(card: Card, seed: int, first: int) -> Job:
    return draw_job(card, seed, first, [])


def pose(card: Card, seed: int, result: Result) -> Question:
    return question_of(card, seed, result, card.body.code, None)


def entry(question: Question) -> Blanks:
    count = len(blanks(question.code)) - 1
    expects = "an expression for the blank" if count == 1 else f"an expression for each of the {count} blanks"
    return Blanks(expects, question.code, count)


def read(question: Question, given: Given) -> FilledBlanks | Unreadable:
    count = len(blanks(question.code)) - 1
    parts = [given] if isinstance(given, str) else given
    if isinstance(given, str) and count > 1:
        parts = unwrapped_parts(given)
    meant = blank_rows.meant(question.code, list(map(unwrapped_expression, parts)))
    filled = _filled(question.code, meant)
    if isinstance(filled, Unreadable):
        return Unreadable(f"{filled.reason} {blank_rows.instead_of_statement(question.code, meant)}".rstrip())
    if (error := uncompilable(_joined(question.code, filled))) is not None:
        return Unreadable(f"With this the code is not Python: {error.msg}.")
    bare = tuple(part.strip() for part in meant)
    return FilledBlanks(bare, filled, _shown(question.code, bare, filled))


def _shown(code: str, given: Sequence[str], filled: Sequence[str]) -> tuple[str, ...]:
    """The texts as given, or as put into the code where that means something else: `1, 2` in a call."""
    program = normal(_joined(code, filled))

    def same(at: int) -> bool:
        return normal(_joined(code, [*filled[:at], given[at], *filled[at + 1 :]])) == program

    return tuple(part if same(at) else filled[at] for at, part in enumerate(given))


def judge(question: Question, answer: FilledBlanks) -> Dialogue[Verdict]:
    own: Body = question.card.body
    code = own.code
    text = _joined(question.code, answer.filled)
    program, idiom = _program(own, answer.filled), _filled(code, own.accept[0].given)
    assert not isinstance(idiom, Unreadable)  # the loader has read it
    given, idiom_text = "\n".join(answer.given), _joined(question.code, idiom)
    attempt = LearnerProgram(text, normal(text), given, program, idiom_text, _idle(own))
    verdict = yield from judged(question, _trials(own), attempt, truth(question), lambda: _known(question))
    slip = blank_rows.repeated(question.code, answer.given)
    if slip and verdict.status is Status.WRONG and not verdict.why:
        return Verdict(Status.INVALID, "", verdict.got, message=slip)
    return verdict


def truth(question: Question) -> str:
    """The first right answer, a line for each blank."""
    own: Body = question.card.body
    return "\n".join(own.accept[0].given)


def whys(question: Question) -> Sequence[tuple[str, str]]:
    return ()


def program(question: Question, given: Given | None) -> str:
    own: Body = question.card.body
    answer = read(question, list(own.accept[0].given) if given is None else given)
    parts = answer.filled if isinstance(answer, FilledBlanks) else ()
    code = _joined(question.code, parts) if parts else question.code
    return as_program(question.card.setup, code, as_statement(question.filled(own.check)))


def proofs(question: Question) -> Sequence[Proof]:
    own: Body = question.card.body
    count = len(blanks(own.code)) - 1
    right = [Proof(_handed(answer.given), Status.RIGHT, place=answer.place) for answer in own.accept]
    wrong = [
        Proof(_handed(answer.given), Status.WRONG, question.filled(answer.why), answer.place) for answer in own.reject
    ]
    slips = ("", "x += 1", "0)", "0; 0", "(")
    unreadable = [Proof(_handed((slip,) * count), Status.INVALID) for slip in slips]
    return [*right, *wrong, *unreadable, Proof(["0"] * (count + 1), Status.INVALID)]


def flaws(question: Question) -> Sequence[Flaw]:
    return no_misconception(question.card.body.reject)


def _filled(code: str, parts: Sequence[str]) -> tuple[str, ...] | Unreadable:
    """The text put into each blank of the code."""
    around = blanks(code)
    if len(parts) != len(around) - 1:
        return Unreadable(f"Fill {'the one blank' if len(around) == 2 else f'each of the {len(around) - 1} blanks'}.")
    found = []
    for number, (before, part, after) in enumerate(zip(around, parts, around[1:], strict=False), 1):
        filled = expression(part, before, after)
        if isinstance(filled, Unreadable):
            which = "The blank" if len(around) == 2 else f"Blank {number}"
            return Unreadable(f"{which} {filled.reason}.")
        found.append(filled)
    if any(map(is_keywords, found)):
        program = python.read(_joined(code, found), "exec")
        if isinstance(program, python.SyntaxFault):
            return Unreadable(f"A named argument cannot be used here: {program.what}.")
    return tuple(found)


def _joined(code: str, filled: Iterable[str]) -> str:
    around = blanks(code)
    return around[0] + "".join(part + after for part, after in zip(filled, around[1:], strict=True))


def _trials(own: Body) -> TrialPlan:
    filled = _filled(own.code, own.accept[0].given)
    assert not isinstance(filled, Unreadable)  # the loader has read it
    return TrialPlan(
        own.cases,
        own.repeat,
        check=own.check,
        rebound=aims_at(own.code),
        forbidden=own.forbid,
        permitted=own.only,
        model=_program(own, filled),
    )


def _program(own: Body, filled: Sequence[str]) -> str:
    """The program for the worker: when calls are forbidden, the filled-in parts are marked."""
    parts = [raw(part) for part in filled]
    if own.forbid or own.only:
        parts = [
            f"{FILLED_BEGIN}{part.replace(FILLED_BEGIN, '').replace(FILLED_END, '')}{FILLED_END}" for part in parts
        ]
    return _joined(own.code, parts)


def _idle(own: Body) -> str:
    """The program whose blanks do nothing; "" where one is more than a line by itself."""
    around = blanks(own.code)
    alone = all(part.rpartition("\n")[2].strip() == "" for part in around[:-1]) and all(
        part.partition("\n")[0].strip() == "" for part in around[1:]
    )
    return _program(own, ["None"] * (len(around) - 1)) if alone else ""


def _known(question: Question) -> Sequence[KnownMistake]:
    own: Body = question.card.body
    found = []
    for reject in own.reject:
        filled = _filled(own.code, reject.given)
        assert not isinstance(filled, Unreadable)  # the loader has read it
        mine = normal(_joined(question.code, filled))
        found.append(KnownMistake(_program(own, filled), mine, question.filled(reject.why)))
    return found


def _handed(given: Sequence[str]) -> Given:
    return given[0] if len(given) == 1 else list(given)
