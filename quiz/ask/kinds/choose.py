"""Choose: the learner picks one option, or all that are true; the truth of each is computed."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from quiz.answer.value import Raised, Scalar, Tensor, Value
from quiz.answer.verdict import CellDiff, Status, Unreadable, Verdict
from quiz.ask.answer_form import Choices
from quiz.ask.kind import Dialogue, Flaw, Proof, Redraw
from quiz.ask.pose import draw_job
from quiz.ask.question import Broken, Given, Question, as_program, question_of
from quiz.deck.fields import Choice, Code, ListOf, Prose, Record, Text
from quiz.deck.model import Card, Place
from quiz.deck.reading import Field, Values
from quiz.engine.job import Job
from quiz.engine.protocol import Result
from quiz.text.suggest import quoted
from quiz.worker.template import fill


@dataclass(frozen=True, slots=True)
class Option:
    """One option: `true_if` is evaluated after the card's code; `why` is shown when the option was misjudged."""

    text: str
    true_if: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Body:
    """`select` is "one" (exactly one option is true) or "all" (any number, also none). `code` may be ""."""

    options: tuple[Option, ...]
    select: str = "one"
    code: str = ""


def _option(values: Values) -> Option:
    return Option(values["text"], values["true_if"], values["why"], values.place)


_OPTION = {
    "text": Field(Text(), "what the learner reads"),
    "true_if": Field(Code("eval"), "the expression that says whether it is true"),
    "why": Field(Prose(), "the explanation for a learner who misjudged it", ""),
}
RUNS = False
FIELDS: Mapping[str, Field] = {
    "select": Field(Choice(("one", "all")), "whether one option or all that are true are to be picked", "one"),
    "code": Field(Code(), "Python that runs before the options are judged", ""),
    "options": Field(ListOf(Record(_OPTION, _option, "an option"), least=2), "two options or more"),
}


def body(values: Values) -> Body:
    """Make the body; notes an option that occurs twice."""
    seen: set[str] = set()
    for item, option in enumerate(values["options"]):
        text = " ".join(option.text.split())
        if text in seen:
            values.fault("options", f"the option {quoted(text)} is here twice", "Keep one of the two.", item=item)
        seen.add(text)
    return Body(values["options"], values["select"], values["code"])


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option as the learner sees it, under its letter, with its computed truth."""

    letter: str
    text: str
    why: str
    true: bool
    place: Place


@dataclass(frozen=True, slots=True)
class PosedOptions:
    """The kind's part of a question: the options in the order of this seed."""

    select: str
    options: tuple[ShownOption, ...]

    @property
    def right(self) -> frozenset[str]:
        return frozenset(option.letter for option in self.options if option.true)


@dataclass(frozen=True, slots=True)
class ChosenLetters:
    letters: frozenset[str]


NONE = "-"
_NONE = frozenset((NONE, "none", "none of them", "none of these", "none of the above", "neither", "no option"))
_BETWEEN = re.compile(r"""[\s,;.:()\[\]{}&+/|"'`“”„‘’]+""")
"""What may stand around and between letters."""
_WORDS = frozenset(("and", "option", "options", "answer", "answers", "letter", "letters", "the", "is", "are"))


def plan(card: Card, seed: int, first: int) -> Job:
    own: Body = card.body
    return draw_job(card, seed, first, [(option.text, f"{own.code}\n{option.true_if}") for option in own.options])


def pose(card: Card, seed: int, result: Result) -> Question | Redraw:
    """Order the options by the seed. Raises Broken when a truth is not a bool, or `select: one` has not exactly one."""
    own: Body = card.body
    truths = [_truth(outcome.value, option) for outcome, option in zip(result.outcomes, own.options, strict=True)]
    place = card.places.get("options")
    if own.select == "one" and truths.count(True) != 1:
        reason = f"{truths.count(True)} options are true, where `select: one` needs exactly one"
        if card.draw:
            return Redraw(reason)
        raise Broken(reason, place=place, fix="Correct `true_if`, or write `select: all`.")
    texts = [fill(option.text, result.values) for option in own.options]
    if len(set(texts)) < len(texts):
        if card.draw:
            return Redraw("two options read the same")
        raise Broken("two options read the same", place=place, fix="Let each option say something else.")
    order = list(range(len(texts)))
    random.Random(f"{card.id} {seed}").shuffle(order)
    options = tuple(
        ShownOption(letter, texts[i], fill(own.options[i].why, result.values), truths[i], own.options[i].place)
        for letter, i in zip(string.ascii_lowercase, order, strict=False)
    )
    return question_of(card, seed, result, own.code, PosedOptions(own.select, options))


def entry(question: Question) -> Choices:
    posed: PosedOptions = question.body
    offers = tuple((option.letter, option.text) for option in posed.options)
    if posed.select == "one":
        return Choices("one letter", "one", offers)
    return Choices(f"the letters of all that are true, such as a c; {NONE} for none", "all", offers)


def read(question: Question, given: Given) -> ChosenLetters | Unreadable:
    """Letters as people write them (`a c`, `ac`, `a), c)`, `a and c`), `-` for none, or the texts of options; a list
    may hold either.
    """
    posed: PosedOptions = question.body
    by_text = {
        text: option.letter
        for option in posed.options
        for text in (_folded(option.text), *(f"{option.letter}{mark} {_folded(option.text)}" for mark in ").:"))
    }
    known = frozenset(option.letter for option in posed.options)
    letters: set[str] = set()
    for part in _parts(given, by_text):
        text = by_text.get(_folded(part)) or by_text.get(_folded(part).strip("`'\""))
        found = {text} if text is not None else letters_in(part, known)
        if found is None and isinstance(given, list):
            return Unreadable(f"{quoted(part)} is not one of the options.")
        if found is None:
            return Unreadable(f"Type {entry(question).expects} (a to {posed.options[-1].letter}).")
        letters |= found
    if posed.select == "one" and len(letters) != 1:
        return Unreadable("Exactly one option is true: type one letter.")
    return ChosenLetters(frozenset(letters))


def _parts(given: Given, by_text: Mapping[str, str]) -> Sequence[str]:
    """What is to be read by itself: the items of a list, lines that are each the text of an option, or the whole."""
    if isinstance(given, list):
        return given
    rows = [row for row in given.splitlines() if row.strip()]
    return rows if rows and all(_folded(row) in by_text for row in rows) else [given]


def judge(question: Question, answer: ChosenLetters) -> Dialogue[Verdict]:
    yield from ()
    return _judged(question, answer)


def _judged(question: Question, answer: ChosenLetters) -> Verdict:
    posed: PosedOptions = question.body
    misjudged = [option for option in posed.options if option.true != (option.letter in answer.letters)]
    got = _named(posed, answer.letters)
    if not misjudged:
        return Verdict(Status.RIGHT, truth(question), got)
    diff = tuple(CellDiff(option.letter, str(option.true), str(not option.true)) for option in misjudged)
    whys = [f"{option.letter}: {option.why}" for option in misjudged if option.why]
    return Verdict(Status.WRONG, truth(question), got, diff=diff, message="\n".join(whys))


def truth(question: Question) -> str:
    posed: PosedOptions = question.body
    return _named(posed, posed.right)


def whys(question: Question) -> Sequence[tuple[str, str]]:
    posed: PosedOptions = question.body
    return tuple((option.letter, option.why) for option in posed.options if option.why)


def program(question: Question, given: Given | None) -> str:
    """The code with each option's expression below it, as comments say: every answer is judged by the same program."""
    own: Body = question.card.body
    values = dict(question.drawn)
    options = [f"# {_folded(option.text)}\n{option.true_if}" for option in own.options]
    return as_program(question.card.setup, question.code, *(fill(option, values) for option in options))


def proofs(question: Question) -> Sequence[Proof]:
    posed: PosedOptions = question.body
    right = posed.right
    # Each option misjudged alone, which under `select: one` means each wrong option taken.
    wrong = [(right ^ {option.letter}, option.place) for option in posed.options]
    if posed.select == "one":
        wrong = [(frozenset(option.letter), option.place) for option in posed.options if not option.true]
    return [
        Proof(_spelt(right), Status.RIGHT),
        Proof([option.text for option in posed.options if option.true], Status.RIGHT),
        *(Proof(_spelt(answer), Status.WRONG, place=place) for answer, place in wrong),
        *(Proof(text, Status.INVALID) for text in ("", "?", "?!")),
    ]


def flaws(question: Question) -> Sequence[Flaw]:
    return ()


def _truth(value: Value, option: Option) -> bool:
    if isinstance(value, Scalar) and isinstance(value.value, bool):
        return value.value
    if isinstance(value, Tensor) and value.dtype == "bool" and value.cells and not value.shape:
        return bool(value.cells[0])
    what = f"raises {value.name}: {value.message}" if isinstance(value, Raised) else "is neither True nor False"
    reason = f"`true_if` of the option {quoted(option.text)} {what}"
    fix = "Write an expression that is True or False, such as torch.equal(a, b)."
    raise Broken(reason, place=option.place, fix=fix)


def letters_in(text: str, known: AbstractSet[str]) -> set[str] | None:
    """The letters of options that a text names, {} when it says none of them; None when it says anything else."""
    folded = " ".join(text.lower().split()).strip(" .!")
    if folded in _NONE:
        return set()
    words = [word for word in _BETWEEN.split(folded) if word]
    named = [word for word in words if word not in _WORDS] or words
    letters = set("".join(named))
    return letters if letters and known >= letters else None


def _spelt(letters: AbstractSet[str]) -> str:
    return " ".join(sorted(letters)) or NONE


def _named(posed: PosedOptions, letters: AbstractSet[str]) -> str:
    chosen = [f"{option.letter}) {option.text}" for option in posed.options if option.letter in letters]
    return "\n".join(chosen) or "none of them"


def _folded(text: str) -> str:
    return " ".join(text.split())
