"""A torch that computes wrongly is named, and what rests on it is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.app.torch_health import HealthFile
from quiz.ask.policy import permit
from quiz.ask.question import Broken
from quiz.engine.client import Engine, converse
from quiz.engine.health import examination, resting_on
from quiz.engine.known_results import known_results
from quiz.engine.protocol import Ended, Reply
from tests.support.broken_torch import DOT, python_with_broken_torch
from tests.support.scene import card_of

CARD = """
- id: {name}
  ask: predict
  form: value
  prompt: Value?
  code: |
    {code}
  misconceptions:
    - {{belief: it is nothing, code: "0"}}
  explain: x
  source: https://docs.pytorch.org/docs/stable/generated/torch.dot.html
"""
COMPLEX_DOT = CARD.format(name="complex", code="torch.dot(torch.tensor([1+1j, 2]), torch.tensor([1, 1+0j]))")
FLOAT_DOT = CARD.format(name="float", code="torch.dot(torch.tensor([1., 2]), torch.tensor([1., 1]))")


def quiz(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quiz", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def broken_python(tmp_path: Path) -> str:
    """An interpreter whose torch gives 0 for the dot product of complex vectors."""
    return python_with_broken_torch(tmp_path)


def test_a_sound_torch_gives_every_known_result(engine: Engine) -> None:
    assert len(known_results()) > 50
    assert converse(examination(), lambda job: engine.run(job, 60)) == []


def test_a_broken_function_is_found_and_kept(broken_python: str, tmp_path: Path) -> None:
    memory = HealthFile(tmp_path / "cache")
    with Engine(broken_python, health=memory) as engine:
        assert engine.examine() == [DOT]
        stamp = engine.start()["stamp"]
    assert memory.read(stamp) == [DOT]
    with Engine(broken_python, health=memory) as engine:
        assert engine.start()["unsound"] == [DOT]
        with pytest.raises(Broken, match=DOT):
            permit(card_of(COMPLEX_DOT), engine.start())
        permit(card_of(FLOAT_DOT), engine.start())


def test_an_idle_engine_examines_a_torch_that_nobody_knows(tmp_path: Path) -> None:
    memory = HealthFile(tmp_path / "cache")
    with Engine(health=memory) as engine:
        hello = engine.start()
        for _ in range(60):
            if "unsound" in hello:
                break
            engine.idle(1)
        assert hello["unsound"] == []
    assert memory.read(hello["stamp"]) == []


def test_a_result_that_ends_its_child_is_named() -> None:
    """As a segfault in one function would: the others are looked at by themselves."""
    crash = Reply(Ended.CRASH, None, "SIGSEGV", "", 1.0)
    assert converse(examination(), lambda job: crash) == [known.what for known in known_results()]


def test_doctor_names_it_and_check_skips_what_rests_on_it(broken_python: str, tmp_path: Path) -> None:
    deck = tmp_path / "d.yaml"
    rows = "".join("  " + row + "\n" for row in (COMPLEX_DOT + FLOAT_DOT).splitlines() if row.strip())
    deck.write_text(f"format: 1\ndeck: d\ntitle: D\nsetup: |\n  import torch\ncards:\n{rows}")
    doctor = quiz("--python", broken_python, "doctor", "--json")
    assert doctor.returncode == 1
    report = json.loads(doctor.stdout)
    assert report["torch"]["unsound"] == [DOT]
    assert any("computes wrongly" in sentence for sentence in report["wrong"])
    check = quiz("--python", broken_python, "check", str(deck), "--json")
    assert json.loads(check.stdout)["summary"]["skipped"] == 1, check.stdout


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("torch.vdot(a, torch.tensor([1j]))", "vdot of complex numbers"),
        ("(x.to(torch.complex64) @ y)", "the product of complex matrices"),
        ("torch.linalg.svd(a)", "the singular value decomposition"),
        ("x.bfloat16().sum()", "sums of bfloat16"),
        ("torch.fft.ifft(x)", "the inverse Fourier transform"),
    ],
)
def test_code_is_known_by_what_it_says(code: str, what: str) -> None:
    assert resting_on(code, [what]) == what
    assert resting_on("torch.ones(2).reshape(1, 2)", [what]) == ""


def test_a_list_that_is_not_what_was_written_counts_as_none(tmp_path: Path) -> None:
    memory = HealthFile(tmp_path)
    for text in ("", "[", "[]", '{"a": 1}', '{"a": [1]}'):
        (tmp_path / "torch-health.json").write_text(text)
        assert memory.read("a") is None
