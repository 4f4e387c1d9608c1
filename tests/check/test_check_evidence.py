"""Gathering evidence: faults of one card stay with that card, and cards come in their order."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_scene import cards, proven, sound

from quiz.answer.verdict import Status
from quiz.check.draw_set import DrawSet
from quiz.check.prove.evidence import prove
from quiz.check.rules import findings
from quiz.engine.client import Engine

FAULTS = {
    "endless": ("Q102", "took longer than 0.5 s", "budget: 0.5\n  code: |\n    while True: pass\n    1"),
    "segfault": ("Q103", "SIGSEGV", "code: |\n    ctypes.string_at(0)\n    1"),
    "leaves": ("Q103", "exited with code 0", "code: |\n    os._exit(0)\n    1"),
    "huge": ("Q101", "1,000,000,000 elements", "code: torch.zeros(1).expand(10**9)"),
    "huge-memory": ("Q101", "RuntimeError", "code: torch.zeros(10**9)"),
    "flood": ("Q103", "printed more than 1 MiB", "code: |\n    for _ in range(1000): print('x' * 10**6)\n    1"),
    "flood-at-once": ("Q103", "printed more than 1 MiB", "code: |\n    print('x' * 10**9)\n    1"),
    "misspelt": ("Q101", "NameError", "code: never_defined"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_card_whose_code_fails_is_named_and_the_next_is_proven(name: str, engine: Engine, tmp_path: Path) -> None:
    """Whatever card code does to its process is a finding with a code, and the card after it is proven."""
    code, words, body = FAULTS[name]
    bad, good = proven(engine, tmp_path, f"- id: {name}\n  ask: predict\n  prompt: Value?\n  {body}", sound("good"))
    (finding, *_) = [one for one in findings(bad) if one.code.startswith("Q1")]
    assert (finding.code, finding.card and finding.card.name) == (code, name)
    assert words in finding.message
    assert finding.fix
    assert findings(good) == []
    assert len(good.questions) == 1


def test_cards_come_in_the_order_of_the_deck(engine: Engine, tmp_path: Path) -> None:
    """A card that takes long holds back the report of the next, not its proof."""
    slow = sound("slow").replace("  code: ", "  code: |\n    import time\n    time.sleep(0.3)\n    ")
    names = [evidence.card.name for evidence in proven(engine, tmp_path, slow, sound("b"), sound("c"))]
    assert names == ["slow", "b", "c"]


def test_after_a_timeout_no_more_draws_of_the_card_are_begun(engine: Engine, tmp_path: Path) -> None:
    """An endless loop costs its budget once for each child in flight, not once a draw."""
    endless = """
        - id: endless
          ask: predict
          prompt: Value of $x?
          budget: 0.3
          draw: {x: "rng.random()"}
          code: |
            while True: pass
            $x
    """
    (evidence,) = proven(engine, tmp_path, endless, draws=40)
    assert 1 <= len(evidence.trials) <= 2


def test_every_draw_is_answered_rightly_wrongly_and_unreadably(engine: Engine, tmp_path: Path) -> None:
    """A proof goes the learner's way: read, then judged; each has the verdict it must have."""
    (evidence,) = proven(engine, tmp_path, sound("plain"))
    (trial,) = evidence.trials
    assert {verdict.status for _, verdict in trial.verdicts} == {Status.RIGHT, Status.WRONG, Status.INVALID}
    assert all(verdict.status is proof.status for proof, verdict in trial.verdicts)


def test_a_drawn_card_is_asked_on_every_draw_and_a_fixed_one_once(engine: Engine, tmp_path: Path) -> None:
    """`--draws` counts for drawn cards; the seeds are those that `quiz try --seed` takes."""
    drawn = sound("drawn").replace("  code: torch", '  draw: {x: "rng.randint(1, 9**9)"}\n  code: $x + torch')
    first, second = proven(engine, tmp_path, drawn, sound("fixed"), draws=5)
    assert [trial.seed for trial in first.trials] == [0, 1, 2, 3, 4]
    assert len({question.drawn for question in first.questions}) == 5
    assert [trial.seed for trial in second.trials] == [0]


def test_two_seeds_share_no_draw(tmp_path: Path) -> None:
    """A nightly run with another --seed proves other questions."""
    (card,) = cards(tmp_path, "- id: a\n  ask: predict\n  prompt: $x?\n  draw: {x: rng.random()}\n  code: $x")
    assert not set(DrawSet(4, 0).of(card)) & set(DrawSet(4, 1).of(card))


@pytest.mark.parametrize("field", ['torch: ">=99"', "devices: [cuda]"])
def test_a_card_for_another_torch_or_device_is_skipped(field: str, engine: Engine, tmp_path: Path) -> None:
    """What cannot be run here is neither right nor wrong: it is counted, and nothing is said of it."""
    if "cuda" in engine.start()["devices"] and "cuda" in field:
        pytest.skip("this machine has the device")
    (evidence,) = proven(engine, tmp_path, sound("elsewhere") + f"  {field}\n")
    assert evidence.skipped
    assert evidence.questions == []
    assert findings(evidence) == []


def test_nothing_to_prove_starts_no_engine() -> None:
    """Without a card torch is not loaded."""
    with Engine("/no/such/python") as engine:
        assert list(prove([], engine, DrawSet(), 2)) == []
