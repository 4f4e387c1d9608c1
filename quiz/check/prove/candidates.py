"""The variants of a code card's right answers, as answers to its question."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from quiz.answer.verdict import Status
from quiz.ask.answer_form import Blanks, Order
from quiz.ask.kind import Kind
from quiz.ask.question import Given, Question
from quiz.check.mutate.edits import Variant, read
from quiz.check.mutate.mutants import mutants
from quiz.deck.model import Place

MOST = 28
"""The most mutants of one card, shared among its right answers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant as an answer, and the right answer that it was made from."""

    given: Given
    change: str
    origin: Given
    place: Place | None
    constant: bool = False
    shuffled: bool = False


def candidates(
    kind: Kind, question: Question, make: Callable[[str, tuple[str, ...]], list[Variant]], most: int
) -> list[Candidate]:
    """The variants of all right answers, without duplicates: as many of each as fit, the answers in turn."""
    right = [proof for proof in kind.proofs(question) if proof.status is Status.RIGHT]
    known = {_text(proof.given) for proof in right}
    rows = [[replace(it, place=proof.place) for it in _varied(kind, question, proof.given, make)] for proof in right]
    found: list[Candidate] = []
    while any(rows) and len(found) < most:
        for row in rows:
            if row and len(found) < most:
                candidate = row.pop(0)
                if _text(candidate.given) not in known:
                    known.add(_text(candidate.given))
                    found.append(candidate)
    return found


def _varied(
    kind: Kind, question: Question, given: Given, make: Callable[[str, tuple[str, ...]], list[Variant]]
) -> Iterator[Candidate]:
    entry = kind.entry(question)
    if isinstance(entry, Order):
        if make is mutants and not isinstance(given, str):
            yield from (Candidate(order, change, given, None) for order, change in _orders(given))
    elif isinstance(entry, Blanks):
        parts = [given] if isinstance(given, str) else list(given)
        for at, part in enumerate(parts):
            for variant in make(f"blank_ = ({part})", ()):
                if (expression := _filling(variant.text)) is not None:
                    filled = [*parts[:at], expression, *parts[at + 1 :]]
                    change = variant.change.replace("`blank_`", "the blank")
                    filling = filled[0] if len(filled) == 1 else filled
                    yield Candidate(filling, change, given, None, shuffled=variant.shuffled)
    else:
        text = given if isinstance(given, str) else "\n".join(given)
        for variant in make(text, _parameters(question)):
            yield Candidate(variant.text, variant.change, given, None, variant.constant, variant.shuffled)


def _orders(lines: Sequence[str]) -> Iterator[tuple[Given, str]]:
    """Two neighbouring lines swapped, the first line last, the last line first, and all lines reversed."""
    for at in range(len(lines) - 1):
        yield [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]], f"lines {at + 1} and {at + 2} swapped"
    yield [*lines[1:], lines[0]], "the first line last"
    yield [lines[-1], *lines[:-1]], "the last line first"
    shuffled = list(lines)
    for number in range(8):
        random.Random(number).shuffle(shuffled)
        yield list(shuffled), "another order"


def _filling(text: str) -> str | None:
    """The expression that `blank_` is given; None when the variant does more than that."""
    tree = read(text)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assign):
        return None
    return ast.unparse(tree.body[0].value)


def _parameters(question: Question) -> tuple[str, ...]:
    """The parameters of the function asked for; () for a kind that does not ask for a function."""
    signature = getattr(question.card.body, "signature", "")
    tree = read(f"{signature}\n    pass") if signature else None
    if tree is None or not isinstance(tree.body[0], ast.FunctionDef):
        return ()
    arguments = tree.body[0].args
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args))


def _text(given: Given) -> str:
    text = given if isinstance(given, str) else "\0".join(given)
    tree = read(text)
    return ast.unparse(tree) if tree is not None else text
