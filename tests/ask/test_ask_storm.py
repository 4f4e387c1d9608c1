"""Any answer to a question of any kind: it is judged or handed back, at once."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Iterator

import pytest
from seven import DECK

from quiz.answer.verdict import Status, Unreadable, Verdict
from quiz.ask import kinds
from quiz.ask.kind import Kind
from quiz.ask.policy import permit
from quiz.ask.pose import posing
from quiz.ask.question import Given, Question
from quiz.engine.client import Engine, converse
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.library.load import load

WORDS = [
    *(
        "tensor(",
        "torch.tensor([",
        "torch.Size([",
        "dtype=",
        "float32",
        "nan",
        "inf",
        "-inf",
        "1e-3",
        "1/3",
        "1e999",
        "0x1f",
    ),
    *(
        "[[1, 2], [3, 4]]",
        "1 2; 3 4",
        "(2, 3)",
        "2x3",
        "RuntimeError",
        "no error",
        "True",
        "yes",
        "None",
        "{1: 2}",
        "1+2j",
    ),
    *(
        "def rows(x):\n",
        "    return x.sum(1)\n",
        "import os",
        "os._exit(0)",
        "lambda: 0",
        "____",
        "x.sum(1, keepdim=True)",
    ),
    *(
        "a",
        "b",
        "a c",
        "-",
        "2 1 3",
        "y = y + 2",
        "\n",
        ".",
        ":quit",
        "$x",
        "$$",
        "'",
        '"',
        "\\",
        "\0",
        "\ud800",
        "\u202e",
        "é",
        "９",
    ),
    *("[" * 300, "(" * 300, "-" * 500, "9" * 5000, "1," * 2000, "**9" * 9, "x" * 5000),
]


def answers(rng: random.Random, right: list[Given]) -> Iterator[Given]:
    """Words of all languages there are here, right answers with slips, noise."""
    while True:
        how = rng.randrange(4)
        if how == 0:
            yield "".join(rng.choice(WORDS) for _ in range(rng.randint(0, 6)))
        elif how == 1:
            yield "".join(rng.choice(string.printable) for _ in range(rng.randint(0, 30)))
        elif how == 2:
            yield [rng.choice(WORDS) for _ in range(rng.randint(0, 5))]
        else:
            given = rng.choice(right)
            text = given if isinstance(given, str) else rng.choice(given or [""])
            at = rng.randrange(len(text) + 1)
            slip = text[:at] + rng.choice([*WORDS, ""]) + text[at + rng.randint(0, 3) :]
            yield slip if isinstance(given, str) else [slip if part == text else part for part in given]


def verdict(kind: Kind, question: Question, given: Given) -> Status:
    """What is said of an answer; one that would have to be run is only read."""
    answer = kind.read(question, given)
    if isinstance(answer, Unreadable):
        assert answer.reason
        return Status.INVALID
    if kind.RUNS:
        return Status.WRONG
    told: Verdict = converse(kind.judge(question, answer), _no_child)
    return told.status


def _no_child(job: Job) -> Reply:
    raise AssertionError("an answer that is not run needs no child")


@pytest.fixture(scope="module")
def questions(engine: Engine) -> list[Question]:
    cards = load("demo.yaml", DECK).cards
    hello = engine.start()
    return [
        converse(posing(kinds.kind(card.ask), card, seed, permit(card, hello)), lambda job: engine.run(job, 5))
        for card in cards
        for seed in (0, 1)
    ]


def storm_of_answers(questions: list[Question], count: int, seed: int) -> tuple[dict[Status, int], float]:
    """How many of each verdict, and the longest that one took."""
    rng, longest = random.Random(seed), 0.0
    told = dict.fromkeys(Status, 0)
    sources = [answers(rng, [proof.given for proof in kinds.kind(q.card.ask).proofs(q)]) for q in questions]
    for number in range(count):
        at = number % len(questions)
        given = next(sources[at])
        begun = time.process_time()
        told[verdict(kinds.kind(questions[at].card.ask), questions[at], given)] += 1
        longest = max(longest, time.process_time() - begun)
    return told, longest


def test_any_answer_is_judged_or_handed_back_at_once(questions: list[Question]) -> None:
    """A hundredth of the storm, over all kinds."""
    told, longest = storm_of_answers(questions, 2000, 0)
    assert told[Status.INVALID] > 500
    assert told[Status.RIGHT] + told[Status.WRONG] > 50
    assert longest < 1


@pytest.mark.parametrize("text", ["9" * 60_000 + "x", "(" * 60_000, "1." * 30_000, "x" * 60_000, "[1, " * 20_000])
def test_a_long_answer_is_read_in_time(text: str, questions: list[Question]) -> None:
    """No reader tries every division of what it cannot read."""
    for question in questions:
        began = time.process_time()
        verdict(kinds.kind(question.card.ask), question, text)
        assert time.process_time() - began < 1, question.card.ask


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(10))
def test_two_hundred_thousand_answers(part: int, questions: list[Question]) -> None:
    """20,000 in each part."""
    told, longest = storm_of_answers(questions, 20_000, part)
    print({str(status): count for status, count in told.items()}, f"the longest took {longest * 1000:.0f} ms")
    assert longest < 1
