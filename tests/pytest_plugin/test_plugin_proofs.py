"""Cards proven by pytest: as `quiz check` proves them, in one process, in workers and on hosts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from plugin_scene import STRANGE, Ended, cases, check, inside, process, write_decks

pytestmark = pytest.mark.usefixtures("kept")

OPTIONS = (f"--quiz={STRANGE}", "-q", "-rA", "--quiz-trust", "--quiz-draws=2")
EXPECTED = {
    "broken.yaml::_file": "failed",
    "scene.yaml::_file": "passed",
    "scene.yaml::good": "passed",
    "scene.yaml::unsound": "failed",
    "scene.yaml::terse": "passed",
}
"""`later` is for another release, and so it is skipped."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    write_decks(made)
    return made


@pytest.fixture(autouse=True)
def home(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for all."""
    monkeypatch.setenv("QUIZ_HOME", str(root / "home"))


@pytest.fixture(scope="module")
def proven(root: Path) -> Ended:
    """All cards, run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUIZ_HOME", str(root / "home"))
        return inside(root, *OPTIONS, "--junitxml=report.xml")


def outcomes(ended: Ended) -> dict[str, str]:
    return {name.removeprefix(f"{STRANGE}/"): outcome for name, outcome in ended.outcomes().items()}


def test_a_broken_card_fails_at_its_line(proven: Ended) -> None:
    """In the words of `quiz check`, with the command that shows the question; a card for another torch is skipped."""
    assert (proven.code, outcomes(proven)) == (1, EXPECTED)
    assert f"{STRANGE}/scene.yaml:20:11  error Q101  scene/unsound: its code raises TypeError" in proven.text
    assert "    see it: quiz try " in proven.text
    assert f"SKIPPED [1] {STRANGE}/scene.yaml:27: for another torch or device" in proven.text
    assert "Traceback" not in proven.text


def test_a_report_has_the_time_of_each_card(proven: Ended, root: Path) -> None:
    """That of its children, and its failure."""
    assert proven.code == 1
    found = cases(root / "report.xml")
    assert 0 < float(found["good"].get("time", "0")) < 5
    failure = found["unsound"].find("failure")
    assert failure is not None
    assert failure.get("message", "").startswith("Q101 its code raises TypeError")


def test_what_pytest_has_proven_quiz_check_knows(proven: Ended, root: Path) -> None:
    """One cache, and the same verdicts."""
    told = json.loads(check(root, "--draws=2", "--json", STRANGE).text)
    rows = {row["card"]: row for row in told["cards"]}
    assert {name for name, row in rows.items() if row["cached"]} == {"scene/good", "scene/terse", "scene/later"}
    assert rows["scene/good"]["last_ms"] > 0
    failed = {row["card"].split("/")[1] for row in told["cards"] if row["status"] == "failed"}
    assert failed == {name.split("::")[1] for name, outcome in outcomes(proven).items() if outcome == "failed"} - {
        "_file"
    }


@pytest.mark.soak
def test_workers_on_several_hosts_give_the_same_verdicts(proven: Ended, root: Path) -> None:
    """Two hosts, each with a folder of its own, into which the decks are copied."""
    assert proven.code == 1
    hosts = [root / name for name in ("one", "two")]
    for host in hosts:
        host.mkdir()
    more = ["-d", f"--rsyncdir={STRANGE}", *(f"--tx=popen//python={sys.executable}//chdir={host}" for host in hosts)]
    ended = process(root, *OPTIONS, *more, plugins=("quiz.pytest_plugin", "xdist"))
    assert outcomes(ended) == EXPECTED
    assert all((host / STRANGE / "scene.yaml").exists() for host in hosts)


def test_an_interpreter_without_torch_is_said_once_a_card(root: Path) -> None:
    """Which one, and what to do; no traceback."""
    ended = inside(root, *OPTIONS, "--quiz-python=/no/such/python", "-k", "good")
    assert "/no/such/python" in ended.text
    assert "Traceback" not in ended.text
    assert outcomes(ended) == {"scene.yaml::good": "failed"}
