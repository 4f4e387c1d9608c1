"""A question that has another answer elsewhere: in another process, from other random numbers, on another device."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from check_scene import cards, found, proven, sound

from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import Evidence, prove
from quiz.check.prove.trial import Contrast, OtherRun, contrast
from quiz.check.rules import findings
from quiz.engine.client import Engine


@pytest.fixture(scope="module")
def twin(engine: Engine) -> Iterator[Engine]:
    """An engine whose hashes have another seed."""
    with Engine(spares=0, hash_seed=1, beside=engine) as started:
        yield started


def with_code(name: str, code: str, belief: str = "[7, 8]") -> str:
    rows = [row for row in sound(name).split("\n") if not row.startswith("  code:") and "belief:" not in row]
    at = next(number for number, row in enumerate(rows) if row.startswith("  misconceptions"))
    rows[at : at + 1] = [
        "  code: |",
        *(f"    {row}" for row in code.split("\n")),
        "  misconceptions:",
        f'    - {{belief: it is otherwise, code: "{belief}"}}',
    ]
    return "\n".join(rows)


UNSTEADY = {
    "hash": "hash('a') % 10**9",
    "set": "[c for c in {'a', 'b', 'c', 'd', 'e', 'f'}]",
    "address": "id(object())",
    "clock": "import time\ntime.time_ns()",
    "process": "os.getpid()",
}
STEADY = {
    "sum": "sum({1, 2, 3})",
    "generator": "torch.rand(2, generator=torch.Generator().manual_seed(3)) > 2",
    "layer": "torch.nn.Linear(2, 3).weight.shape",
    "seeded": "torch.manual_seed(0)\ntorch.randint(100, (2,))",
}
CHANCE = {
    "rand": "torch.rand(2) > 0.5, torch.rand(())",
    "random": "import random\nrandom.random()",
    "numpy": "import numpy\nint(numpy.random.randint(10**6))",
    "layer": "torch.nn.Linear(2, 3).weight.sum().item()",
}


def test_what_depends_on_the_process_is_found_by_the_twin(engine: Engine, twin: Engine, tmp_path: Path) -> None:
    """Hash order, addresses, the clock, the pid; and what does not is not."""
    texts = [with_code(f"un-{name}", code) for name, code in UNSTEADY.items()]
    texts += [with_code(f"st-{name}", code) for name, code in STEADY.items()]
    for evidence in prove(cards(tmp_path, *texts), engine, DrawSet(2), 2, other=twin):
        codes = [finding.code for finding in findings(evidence)]
        # The clock and the process are told by their names as well.
        assert {*codes} - {"Q108"} == ({"Q106"} if evidence.card.name.startswith("un-") else set()), evidence.card.name


@pytest.mark.parametrize("name", CHANCE)
def test_an_answer_that_hangs_on_unseen_chance_is_found(name: str, engine: Engine, tmp_path: Path) -> None:
    """Other random numbers under the same draw give another answer."""
    (finding, *_) = found(engine, tmp_path, with_code("card", CHANCE[name]))
    assert finding.code == "Q105"
    assert "another random seed" in finding.message


@pytest.mark.parametrize("name", STEADY)
def test_chance_that_changes_nothing_is_no_fault(name: str, engine: Engine, tmp_path: Path) -> None:
    """A layer's weights are random; its shape is not."""
    assert found(engine, tmp_path, with_code("card", STEADY[name])) == []


def test_chance_in_the_draw_is_what_the_draw_is_for(engine: Engine, tmp_path: Path) -> None:
    """What was drawn stays as it was while the generators begin elsewhere."""
    text = sound("drawn").replace(
        "  code: torch", '  draw: {x: "rng.randint(1, 9**9)"}\n  code: torch.randn(3).shape[0] + $x + torch'
    )
    assert found(engine, tmp_path, text) == []


def test_an_answer_that_differs_on_the_gpu_is_found(engine: Engine, tmp_path: Path) -> None:
    """The rule tells what one device says and what the other."""
    (evidence,) = proven(engine, tmp_path, sound("card"))
    differs = dataclasses.replace(evidence.trials[0], contrasts=(Contrast(OtherRun.DEVICE, "1.0000", "0.9999"),))
    (finding,) = findings(Evidence(evidence.card, (differs,)))
    assert finding.code == "Q107"
    assert "`1.0000`" in finding.message
    assert "`0.9999` on the CPU" in finding.message


def test_a_difference_in_the_beliefs_alone_is_told_by_the_answers(tmp_path: Path) -> None:
    """The truth agrees; what is shown is what does not."""
    assert contrast(OtherRun.TWIN, "1\0a", "1\0a") == ()
    assert contrast(OtherRun.TWIN, "1\0a", "2\0a") == (Contrast(OtherRun.TWIN, "1", "2"),)
    assert contrast(OtherRun.TWIN, "1\0a", "1\0b") == (Contrast(OtherRun.TWIN, "a", "b"),)


def test_a_twin_that_runs_too_long_is_no_other_answer(twin: Engine, engine: Engine, tmp_path: Path) -> None:
    """What was not seen is not compared: the card is told to take too long."""
    code = (
        'import os, time\ntime.sleep(20 if os.environ.get("PYTHONHASHSEED") not in (None, "0") else 0)\n[len(\'abc\')]'
    )
    card = with_code("late", code).replace("  code: |", "  budget: 0.5\n  code: |", 1)
    (evidence,) = prove(cards(tmp_path, card), engine, DrawSet(1), 2, other=twin)
    codes = [finding.code for finding in findings(evidence) if finding.code.startswith("Q1")]
    assert codes == ["Q102", "Q108"]


def test_the_twin_is_asked_the_first_question_that_could_be_asked(engine: Engine, twin: Engine, tmp_path: Path) -> None:
    """The first draw may break the card."""
    text = with_code("card", "[hash('a')][0 if $x < 5 else 1]").replace(
        "  code: |", '  draw: {x: "rng.randint(0, 9)"}\n  code: |', 1
    )
    (card,) = cards(tmp_path, text)
    found = (one for seed in range(20) for one in prove([card], engine, DrawSet(3, seed), 2, other=twin))
    evidence = next(one for one in found if one.questions and one.trials[0].question is None)
    compared = [trial.seed for trial in evidence.trials if trial.contrasts]
    assert compared == [evidence.questions[0].seed]
