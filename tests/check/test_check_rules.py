"""The rules: each finds its fault, at its place, and is silent about a sound card."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from check_scene import cards, found, proven, sound

from quiz.answer.verdict import Status, Verdict
from quiz.ask.kind import Proof
from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.prove.trial import Trial
from quiz.check.rules import findings, schema
from quiz.check.rules.rule import RULES
from quiz.engine.client import Engine
from quiz.errors import Problem

DRAWN = """
- id: drawn
  ask: predict
  prompt: Value of `x`?
  draw: {{{draw}}}
  code: torch.tensor([{shown}])
  misconceptions:
    - {{belief: one more, code: "torch.tensor([{shown} + 1])"}}
  explain: It is what it is.
  source: https://docs.pytorch.org/
"""


def drawn(draw: str, shown: str = "$x") -> str:
    return DRAWN.format(draw=draw, shown=shown)


def changed(old: str, new: str) -> str:
    """The sound card with one text in another's place."""
    assert sound("card").count(old) == 1
    return sound("card").replace(old, new)


BELIEF = '{belief: nothing is added, code: "torch.tensor([1, 2])"}'
OF_EACH = {
    "raises": ("Q101", changed("code: torch.tensor([1, 2]) + 1", "code: torch.tensor([1, 2])[5]"), "IndexError"),
    "raises nothing": ("Q101", changed("  prompt", "  raises: ValueError\n  prompt"), "raises nothing"),
    "runs dry": ("Q101", drawn('x: "1"').replace("$x + 1", "1"), "the belief `one more` gives the truth"),
    "draw fails": ("Q101", drawn('x: "rng.choice([])"'), "draw `x` fails: IndexError"),
    "belief raises": ("Q101", changed('"torch.tensor([1, 2])"', '"torch.zeros(2)[7]"'), "`nothing is added` raises"),
    "belief untypeable": ("Q101", changed('"torch.tensor([1, 2])"', '"object()"'), "what nobody types"),
    "claim": ("Q201", changed("  prompt", '  expect: "[9, 9]"\n  prompt'), "claims `[9, 9]`"),
    "claim unreadable": ("Q201", changed("  prompt", '  expect: "[9,"\n  prompt'), "cannot be read"),
    "idle": ("Q301", changed('"torch.tensor([1, 2])"', '"torch.tensor([2, 3])"'), "gives the truth"),
    "twins": ("Q302", changed(f"- {BELIEF}", f"- {BELIEF}\n    - {BELIEF.replace('nothing', 'no')}"), "`nothing is"),
    "unarmed": ("Q304", changed(f"  misconceptions:\n    - {BELIEF}\n", ""), "no misconception"),
    "one question": ("Q401", drawn('x: "7"'), "4 draws gave one and the same question"),
    "unused": ("Q402", drawn('x: "rng.randint(1, 99)", y: "x", z: "y"'), "`y` and `z` are drawn and not used"),
    "unexplained": ("Q501", changed("  explain: It adds to each.\n", ""), "no `explain`"),
    "unsourced": ("Q502", re.sub("  source.*\n", "", sound("card")), "no `source`"),
    "long": ("Q503", changed("It adds to each.", "It adds to each. " * 16), "64 words"),
    "unknown ignore": ("Q504", sound("card") + "  ignore: {Q999: why not}\n", "no rule Q999"),
    "firm ignore": ("Q504", sound("card") + "  ignore: {Q101: why not}\n", "Q101 cannot be ignored"),
}


@pytest.mark.parametrize("name", OF_EACH)
def test_each_fault_is_found_once_with_its_code_and_a_mend(name: str, engine: Engine, tmp_path: Path) -> None:
    """A card with one fault has one finding: the code of its rule, words that name the fault, a mend."""
    code, text, words = OF_EACH[name]
    (finding,) = found(engine, tmp_path, text)
    assert finding.code == code
    assert words in finding.message
    assert finding.fix
    assert finding.severity is RULES[code].severity


@pytest.mark.parametrize(("least", "codes"), [(1, ["Q301"]), (0, [])])
def test_a_belief_may_hold_on_some_draws_and_not_on_all(
    least: int, codes: list[str], engine: Engine, tmp_path: Path
) -> None:
    """`holds: sometimes` promises that it is wrong on others."""
    belief = "    - {belief: it is positive, code: '[abs($x)]', holds: sometimes}\n  explain"
    text = drawn(f"x: 'rng.choice([-1, 1]) * rng.randint(10, 99) if {least} == 0 else rng.randint(10, 99)'")
    told = found(engine, tmp_path, text.replace("  explain", belief), draws=8)
    assert [one.code for one in told] == codes
    assert all("`it is positive` gives the truth on all 8 draws" in one.message for one in told)


def test_a_sound_card_has_no_finding(engine: Engine, tmp_path: Path) -> None:
    """Silence is what a good card earns, drawn or fixed."""
    assert found(engine, tmp_path, sound("card")) == []
    assert found(engine, tmp_path, drawn('x: "rng.randint(1, 99)"')) == []


def test_a_claim_that_holds_on_every_draw_is_silent(engine: Engine, tmp_path: Path) -> None:
    """`expect` is filled with what was drawn before it is held against torch."""
    assert found(engine, tmp_path, drawn('x: "rng.randint(1, 99)"') + '  expect: "[$x]"\n') == []


def test_names_that_serve_other_names_or_require_are_used(engine: Engine, tmp_path: Path) -> None:
    """A drawn name need not stand in a text: another draw or `require` may need it."""
    text = drawn('low: "3", y: "rng.randint(1, 99)", x: "low + y"') + '  require: "y > low"\n'
    assert found(engine, tmp_path, text) == []


def test_a_fault_on_some_draws_says_on_how_many_and_gives_a_seed_that_shows_it(engine: Engine, tmp_path: Path) -> None:
    """The seed of the finding is one of the draws that fail."""
    text = drawn('x: "rng.choice([0, 9])"').replace("code: torch.tensor([$x])", "code: torch.zeros(5)[$x]")
    (evidence,) = proven(engine, tmp_path, text, draws=8)
    failing = {trial.seed for trial in evidence.trials if trial.broken is not None}
    assert 0 < len(failing) < 8
    (finding,) = [one for one in findings(evidence) if one.code == "Q101"]
    assert finding.message.endswith(f"({len(failing)} of 8 draws)")
    assert finding.seed in failing


def test_a_finding_points_at_the_line_that_raised(engine: Engine, tmp_path: Path) -> None:
    """Line n of the code is line n of the block in the file."""
    text = changed("code: torch.tensor([1, 2]) + 1", "code: |\n    x = torch.zeros(2)\n    y = x[5]\n    y")
    (finding,) = found(engine, tmp_path, text)
    rows = (tmp_path / "scene.yaml").read_text().split("\n")
    assert rows[finding.line - 1][finding.column - 1 :] == "y = x[5]"


def test_a_finding_about_a_belief_points_at_it(engine: Engine, tmp_path: Path) -> None:
    """Its place is that of the misconception, not of the card."""
    (finding,) = found(engine, tmp_path, OF_EACH["idle"][1])
    assert "nothing is added" in (tmp_path / "scene.yaml").read_text().split("\n")[finding.line - 1]


def test_ignore_silences_a_rule(engine: Engine, tmp_path: Path) -> None:
    """`ignore: [Q501]` on a card switches that rule off for it."""
    assert found(engine, tmp_path, OF_EACH["unexplained"][1] + "  ignore: {Q501: it is plain}\n") == []


def test_a_card_that_cannot_be_asked_cannot_be_ignored(engine: Engine, tmp_path: Path) -> None:
    """Rules about running are firm."""
    codes = [one.code for one in found(engine, tmp_path, OF_EACH["raises"][1] + "  ignore: {Q101: it always raised}\n")]
    assert codes == ["Q101", "Q504"]


@pytest.mark.parametrize(
    ("proof", "verdict", "code"),
    [
        (Proof("1", Status.RIGHT), Verdict(Status.WRONG, "2", "1", message="The value differs."), "Q202"),
        (Proof("1", Status.RIGHT), Verdict(Status.INVALID, "", "1", message="More digits."), "Q202"),
        (Proof("1", Status.WRONG, "b"), Verdict(Status.RIGHT, "1", "1"), "Q203"),
        (Proof("", Status.INVALID), Verdict(Status.WRONG, "1", ""), "Q204"),
        (Proof("1", Status.WRONG, "b"), Verdict(Status.WRONG, "2", "1"), "Q303"),
        (Proof("1", Status.WRONG, "b"), Verdict(Status.WRONG, "2", "1", belief="a"), "Q303"),
    ],
)
def test_an_answer_with_another_verdict_than_it_must_have_is_found(
    proof: Proof, verdict: Verdict, code: str, engine: Engine, tmp_path: Path
) -> None:
    """The judge itself is on trial: each proof has one verdict that is right."""
    (evidence,) = proven(engine, tmp_path, sound("card"))
    trial = dataclasses.replace(evidence.trials[0], verdicts=((proof, verdict),))
    (finding,) = findings(Evidence(evidence.card, (trial,)))
    assert (finding.code, finding.seed) == (code, 0)


def test_a_problem_of_the_file_is_an_error_at_its_place() -> None:
    """What the loader says comes under Q001, position and mend included."""
    finding = schema(Problem("deck.yaml", 3, 7, "it is amiss", "Mend it."))
    assert (finding.code, finding.line, finding.column, finding.fix) == ("Q001", 3, 7, "Mend it.")
    assert finding.severity is Severity.ERROR


def test_codes_are_sorted_unique_and_titled() -> None:
    """The table is read by people and by `ignore`: Q and three digits, one line each."""
    assert list(RULES) == sorted(RULES)
    assert all(re.fullmatch(r"Q\d{3}", code) and code == rule.code for code, rule in RULES.items())
    assert len({rule.title for rule in RULES.values()}) == len(RULES)


def test_a_card_never_run_is_judged_by_its_texts_alone(tmp_path: Path) -> None:
    """Rules look at what there is: no trial, no finding about running."""
    (card,) = cards(tmp_path, sound("card"))
    assert findings(Evidence(card, ())) == []
    assert findings(Evidence(card, (Trial(0, None),))) == []
