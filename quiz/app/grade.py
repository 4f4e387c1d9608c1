"""Questions and verdicts outside a review, for `try`, `ask` and `grade`. Nothing is recorded."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds, picture
from quiz.ask.answer_form import AnswerForm, Blanks, Choices, Lines, Order, offers
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue, Proof
from quiz.ask.lines import question_lines, truth_lines, unsealed_line, verdict_lines
from quiz.ask.policy import Permit, permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken, Given, Question
from quiz.ask.seeds import SeedOf
from quiz.check.prove.dialogues import converse_all
from quiz.deck.model import Card
from quiz.engine.client import Engine, converse
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.library.find_cards import former_ids
from quiz.text import markdown

NOT_JSON = "not-json"
CHANGED = "changed-card"
_NO_JSON = 'not JSON; write {"card": "deck/card", "seed": 7, "answer": "..."}'
_NO_REQUEST = "`card` is a text, `seed` a number from 0, `answer` a text, or a list of texts or positions"
MAX_SEED = 2**63


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a learner sees it, or why it cannot be asked."""

    card: Card
    seed: int
    question: Question | None
    broken: Broken | None = None

    def wire(self) -> dict[str, Any]:
        head = {"card": self.card.id, "seed": self.seed, "digest": self.card.digest, "ask": self.card.ask}
        question = self.question
        if question is None:
            assert self.broken is not None
            return head | {"status": "error", "code": self.broken.code, "message": self.broken.reason}
        entry = kinds.kind(self.card.ask).entry(question)
        return head | {
            "prompt": question.prompt,
            "code": question.code,
            "options": [text for _, text in offers(entry)] if isinstance(entry, Choices) else [],
            "expects": entry.expects,
            "hints": list(question.hints),
            **_entry_wire(entry),
        }

    def lines(self) -> Iterator[str]:
        yield f"{self.card.id}  ({self.card.ask}, seed {self.seed})"
        if self.question is None:
            assert self.broken is not None
            yield f"broken: {self.broken.reason}"
            return
        yield from question_lines(self.question)
        yield f"({kinds.kind(self.card.ask).entry(self.question).expects})"


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with its truth, the verdicts on known answers, and the verdict on the answer given, if any.

    `known` are right and wrong answers with their verdicts, when the kind runs answers. `program` is the code that
    is run, if asked for.
    """

    asked: Asked
    truth: str
    beliefs: tuple[tuple[str, str], ...]
    verdict: Verdict | None
    ms: float
    known: tuple[tuple[Proof, Verdict], ...] = ()
    program: str = ""

    @property
    def exit_code(self) -> int:
        return int(self.asked.question is None or (self.verdict is not None and not self.verdict.right))

    def wire(self) -> dict[str, Any]:
        row = self.asked.wire()
        if self.asked.question is not None:
            row |= {"truth": self.truth, "beliefs": [{"belief": text, "gives": gives} for text, gives in self.beliefs]}
            row |= {"explain": self.asked.question.explain, "source": self.asked.card.source}
            if self.known:
                row["known"] = [{"answer": proof.given, **verdict_wire(verdict)} for proof, verdict in self.known]
            if self.program:
                row["program"] = self.program
        if self.verdict is not None:
            row["verdict"] = verdict_wire(self.verdict)
        return row

    def lines(self) -> Iterator[str]:
        yield from self.asked.lines()
        question = self.asked.question
        if question is None:
            return
        yield ""
        yield from truth_lines(question, self.truth)
        if self.known:
            yield from self._known_lines(question)
        else:
            for text, gives in self.beliefs:
                yield f"who believes that {text}:\n{_indented(gives)}"
        if question.explain:
            yield ""
            yield from markdown.lines(question.explain)
        if self.program:
            yield f"\nthe program:\n{_indented(self.program)}"
        if self.verdict is not None:
            yield f"\nyour answer is {self.verdict.status}."
            if self.verdict.status in (Status.INVALID, Status.ERROR):
                yield self.verdict.message
            else:
                yield from verdict_lines(question, self.verdict)

    def _known_lines(self, question: Question) -> Iterator[str]:
        if unsealed := self.known[0][1].unsealed:
            yield f"\n{unsealed_line(unsealed)}"
        for proof, verdict in self.known:
            yield f"\n{verdict.status}:\n{_indented(_text(proof.given))}"
            if verdict.status is not Status.RIGHT:
                yield from verdict_lines(question, verdict) if verdict.status is Status.WRONG else (verdict.message,)


def pose(engine: Engine, card: Card, seed: int) -> Asked:
    """Pose a card by a seed. Raises EngineError."""
    hello = engine.start()
    try:
        question = converse(posing(kinds.kind(card.ask), card, seed, permit(card, hello)), _runner(engine, card))
    except Broken as broken:
        return Asked(card, seed, None, broken)
    return Asked(card, seed, question)


def ask_all(engine: Engine, cards: Sequence[Card], seed_of: SeedOf) -> Iterator[Asked]:
    """One question of each card. Raises EngineError."""
    for card in cards:
        yield pose(engine, card, seed_of(card.id, 0))


def showing(card: Card, seed: int, permitted: Permit) -> Dialogue[Tried]:
    """The dialogue of `show` without an answer, so that many can be carried on at a time; a broken card is a result."""
    began = time.perf_counter()
    kind = kinds.kind(card.ask)
    try:
        question = yield from posing(kind, card, seed, permitted)
    except Broken as broken:
        return Tried(Asked(card, seed, None, broken), "", (), None, 0)
    proofs = kind.proofs(question)
    known: list[tuple[Proof, Verdict]] = []
    for proof in [proof for proof in proofs if kind.RUNS and proof.place is not None]:
        known += [(proof, (yield from judging(kind, question, proof.given)))]
    beliefs = tuple((proof.diagnosis, _text(proof.given)) for proof in proofs if proof.diagnosis and not kind.RUNS)
    ms = (time.perf_counter() - began) * 1000
    return Tried(Asked(card, seed, question), kind.truth(question), beliefs, None, ms, tuple(known))


def show_all(engine: Engine, card: Card, seeds: Sequence[int], jobs: int = 2) -> list[Tried]:
    """A card on each of these draws, a few at a time. Raises EngineError."""
    hello = engine.start()
    try:
        permitted = permit(card, hello)
    except Broken as broken:
        return [Tried(Asked(card, seed, None, broken), "", (), None, 0) for seed in seeds]
    talks = ((engine, seed, showing(card, seed, permitted), card.budget) for seed in seeds)
    found = dict(converse_all(talks, jobs))
    return [found[seed] for seed in seeds]


def pictures(engine: Engine, tried: Sequence[Tried]) -> list[picture.Picture]:
    """The picture of each question. Raises EngineError."""
    found = []
    for one in tried:
        job = picture.plan(one.asked.question) if one.asked.question is not None else None
        found.append(picture.Picture())
        if job is not None and one.asked.question is not None:
            found[-1] = picture.read(one.asked.question, engine.run(job, one.asked.card.budget))
    return found


def show(engine: Engine, card: Card, seed: int, given: Given | None, *, program: bool = False) -> Tried:
    """A card with its truth, the verdicts on its known answers, and the verdict on `given`. Raises EngineError."""
    began = time.perf_counter()
    asked = pose(engine, card, seed)
    question = asked.question
    if question is None:
        return Tried(asked, "", (), None, 0)
    kind = kinds.kind(card.ask)
    run = _runner(engine, card)
    proofs = kind.proofs(question)
    beliefs = tuple((proof.diagnosis, _text(proof.given)) for proof in proofs if proof.diagnosis and not kind.RUNS)
    verdict = None if given is None else converse(judging(kind, question, given), run)
    stated = [proof for proof in proofs if proof.place is not None] if kind.RUNS else []
    known = tuple((proof, converse(judging(kind, question, proof.given), run)) for proof in stated)
    ms = (time.perf_counter() - began) * 1000
    text = kind.program(question, given) if program else ""
    return Tried(asked, kind.truth(question), beliefs, verdict, ms, known, text)


def by_id(cards: Sequence[Card]) -> dict[str, Card]:
    """The cards by their ids, and by their former ids.

    Under a former id a card keeps its former name: its options and its lines are shuffled by it.
    """
    named = {card.id: card for card in cards}
    for old, new in former_ids(named).items():
        deck, _, name = old.rpartition("/")
        named[old] = dataclasses.replace(named[new], deck=deck, name=name)
    return named


def grade_line(engine: Engine, cards: Mapping[str, Card], row: bytes) -> dict[str, Any]:
    """One line of `quiz grade`: the verdict as JSON, with everything else in the line returned.

    `cards` are those of `by_id`. Raises EngineError.
    """
    began = time.perf_counter()
    request = _request(row)
    card_id, seed, given = (request.get(name) for name in ("card", "seed", "answer"))
    if isinstance(given, list):  # of positions
        given = [str(part) if type(part) is int else part for part in given]
    card = cards.get(card_id) if isinstance(card_id, str) else None
    if not isinstance(card_id, str) or type(seed) is not int or not 0 <= seed < MAX_SEED or not _is_given(given):
        card_id, seed, verdict = None, None, _error(NOT_JSON, _NO_REQUEST if request else _NO_JSON)
    elif card is None:
        verdict = _error("unknown-card", f"{card_id} is in none of these decks")
    elif request.get("digest") not in (None, card.digest):
        verdict = _error(CHANGED, f"{card_id} has changed: its digest is now {card.digest}")
    else:
        verdict = _judged(engine, card, seed, given)
    answer: dict[str, Any] = {"card": card_id, "seed": seed, **({"digest": card.digest} if card is not None else {})}
    answer |= {**verdict_wire(verdict), "ms": round((time.perf_counter() - began) * 1000, 1)}
    echoed = {name: value for name, value in request.items() if name not in answer and name != "answer"}
    return answer | echoed


def verdict_wire(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the form of the JSON contract: what is empty is left out."""
    row: dict[str, Any] = {"status": str(verdict.status), "sealed": verdict.sealed}
    row |= {"truth": verdict.truth, "got": verdict.got}
    diff = [{"index": d.index, "want": d.want, "got": d.got} for d in verdict.diff]
    optional: dict[str, Any] = {
        "whys": [{"option": letter, "why": why} for letter, why in verdict.whys],
        "idiom": verdict.idiom,
        "belief": verdict.belief,
        "why": verdict.why,
        "nearly": verdict.nearly,
        "diff": diff,
        "code": verdict.code,
        "message": verdict.message,
        "unsealed": verdict.unsealed,
    }
    if verdict.failed is not None:
        failed = dataclasses.asdict(verdict.failed)
        optional["failed"] = {name: value for name, value in failed.items() if value not in ("", None, ())}
    return row | {name: value for name, value in optional.items() if value}


def _entry_wire(entry: AnswerForm) -> dict[str, Any]:
    """What a front end needs besides the hint to take the answer; {} when one line of text is all."""
    if isinstance(entry, Lines):
        return {"start": entry.start}
    if isinstance(entry, Blanks):
        return {"blanks": entry.count}
    if isinstance(entry, Order):
        return {"lines": list(entry.lines)}
    return {"select": entry.select} if isinstance(entry, Choices) else {}


def _request(row: bytes) -> dict[str, Any]:
    """The JSON object in a line; {} when there is none."""
    try:
        wire = json.loads(row, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return {}
    return wire if isinstance(wire, dict) else {}


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _judged(engine: Engine, card: Card, seed: int, given: Given) -> Verdict:
    asked = pose(engine, card, seed)
    if asked.question is None:
        assert asked.broken is not None
        return _error(asked.broken.code, asked.broken.reason)
    return converse(judging(kinds.kind(card.ask), asked.question, given), _runner(engine, card))


def _is_given(given: object) -> TypeGuard[Given]:
    return isinstance(given, str) or (isinstance(given, list) and all(isinstance(part, str) for part in given))


def _error(code: str, message: str) -> Verdict:
    return Verdict(Status.ERROR, "", "", code=code, message=message)


def _runner(engine: Engine, card: Card) -> Callable[[Job], Reply]:
    return lambda job: engine.run(job, card.budget)


def _text(given: Given) -> str:
    return given if isinstance(given, str) else "\n".join(given)


def _indented(text: str) -> str:
    return "\n".join(f"    {row}" for row in text.splitlines())
