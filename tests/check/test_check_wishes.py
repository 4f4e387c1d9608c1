"""What `quiz check` can be asked for beside a plain run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from check_scene import cards, sound, write
from check_scene import check_command as check
from report_scene import parsed_commands, parsed_gitlab, parsed_junit, parsed_report, parsed_sarif

from quiz.check.report.formats import report
from quiz.check.report.text import Naming
from quiz.check.scope import Scope
from quiz.check.summary import Run
from quiz.check.watch import changes
from quiz.errors import NotFound

pytestmark = pytest.mark.usefixtures("kept")

TWO_WARNINGS = sound("terse").replace("  explain: It adds to each.\n", "").split("  source")[0] + "\n"
CLAIMS = """
- id: claims
  ask: predict
  prompt: Value of it?
  expect: "[9, 9]"     # surely
  code: torch.tensor([1, 2]) + 1
  misconceptions:
    - {belief: nothing is added, code: "torch.tensor([1, 2])"}
  explain: It adds to each.
  source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
- id: says-nothing
  ask: print
  prompt: What is printed?
  code: |
    for n in (1, 2):
        print(n)   # twice
  misconceptions:
    - {belief: it prints once, code: "print(1)"}
  explain: It prints twice.
  source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
- id: drawn
  ask: predict
  prompt: Value of this?
  draw: {x: "rng.randint(1, 99)"}
  code: torch.tensor([$x]) * 2
  misconceptions:
    - {belief: nothing is added, code: "torch.tensor([$x])"}
  explain: It adds to each.
  source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""


def test_rules_are_chosen_by_code_or_its_beginning(tmp_path: Path) -> None:
    """`--select` and `--ignore`, several at once; the exit code and the sums heed them."""
    path = write(tmp_path, TWO_WARNINGS)
    for arguments, wanted in (
        (["--select", "Q3,Q5", "--ignore", "Q501"], ["Q502"]),
        (["--ignore", "Q50"], []),
    ):
        told = json.loads(check(path, "--json", "--strict", *arguments).stdout)
        assert [one["code"] for one in told["findings"]] == wanted
        assert told["summary"]["warnings"] == len(wanted)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--select", "Q9"), "no rule begins"),
        (("--ignore", "X"), "no rule begins"),
        (("--shard", "5/4"), "1/4"),
        (("--shard", "1"), "1/4"),
        (("--times", __file__), "--shard I/N"),
        (("--shard", "0/2"), "1/4"),
        (("--shard", "9" * 5000 + "/2"), "1/4"),
    ],
)
def test_a_wish_that_means_nothing_is_usage(option: tuple[str, str], words: str) -> None:
    """Exit 2, with what could be written."""
    result = check(*option)
    assert result.exit_code == 2
    assert words in result.output


def test_a_rule_is_explained_without_running_anything() -> None:
    """One rule, or the page of all; an unknown one is not found."""
    assert check("--explain", "q205").output.startswith("Q205  the answer depends on rounding")
    assert check("--explain", "all").output.startswith("# The rules of `quiz check`")
    assert isinstance(check("--explain", "Q999").exception, NotFound)


def test_shards_are_parts_of_the_whole(tmp_path: Path) -> None:
    """Each card is in one part, and in the same whatever other cards there are."""
    many = cards(tmp_path, *(sound(f"card-{number}") for number in range(40)))
    parts = [Scope(many, ()).shard(number, 4).cards for number in (1, 2, 3, 4)]
    assert sorted(card.name for part in parts for card in part) == sorted(card.name for card in many)
    assert all(part for part in parts)
    assert Scope(many[:20], ()).shard(2, 4).cards == tuple(card for card in many[:20] if card in parts[1])


def test_update_writes_what_torch_says_and_nothing_else(tmp_path: Path) -> None:
    """A wrong claim is corrected, a missing one added, a drawn card left; the change is shown and the rest stays."""
    path = write(tmp_path, CLAIMS)
    before = path.read_text()
    refused = check(path, "--update", stdin="n\n")
    assert refused.exit_code == 1
    assert path.read_text() == before
    for row in ('-    expect: "[9, 9]"     # surely', '+    expect: "[2, 3]"     # surely', "+    expect: |"):
        assert row in refused.stdout.split("\n")
    result = check(path, "--update", "--yes")
    assert result.exit_code == 0, result.output
    added = "    expect: |\n      1\n      2\n"
    wanted = before.replace("[9, 9]", "[2, 3]").replace("# twice\n", "# twice\n" + added)
    assert path.read_text() == wanted
    again = check(path, "--update", "--yes").stdout
    assert "0 errors · 0 warnings" in again
    assert "There is nothing to write" in again


def test_several_releases_are_told_in_one_table(tmp_path: Path) -> None:
    """The same interpreter twice does not differ from itself; the exit code is that of the worst."""
    path = write(tmp_path, sound("a"), TWO_WARNINGS)
    result = check(path, "--strict", "--python", sys.executable, "--python", sys.executable)
    assert result.exit_code == 1
    assert result.stdout.count("2 cards, 2 questions proven on torch") == 2
    assert "They do not differ on any card." in result.stdout


def test_several_releases_are_told_in_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails the run is in its report, whichever other program reads it: two warnings on each of two releases."""
    seen: list[tuple[Sequence[Run], Naming]] = []

    def watched(format_: str, runs: Sequence[Run], naming: Naming) -> str:
        seen.append((runs, naming))
        return report(format_, runs, naming)

    monkeypatch.setattr("quiz.check.report.formats.report", watched)
    path = write(tmp_path, sound("a"), TWO_WARNINGS)
    result = check(path, "--strict", "--json", "--python", sys.executable, "--python", sys.executable)
    assert result.exit_code == 1
    runs = parsed_report(result.stdout)["runs"]
    assert [len(run["findings"]) for run in runs] == [2, 2]
    for card in (card for run in runs for card in run["cards"]):
        assert (card["status"], card["questions"], len(card["digest"]) > 8) == ("proven", 1, True)
        assert (card["ms"] is None) == card["cached"]
    ((both, naming),) = seen
    root = parsed_junit(report("junit", both, naming))
    assert [suite.attrib["name"].split(" (torch ")[0] for suite in root] == ["scene", "scene"]
    codes = ["Q501", "Q502"]
    assert [one["ruleId"] for one in parsed_sarif(report("sarif", both, naming))["results"]] == codes
    assert [one["check_name"] for one in parsed_gitlab(report("gitlab", both, naming))] == codes
    annotations = parsed_commands(report("github", both, naming))
    assert [(name, fields["title"][:4]) for name, fields, _ in annotations] == [("warning", code) for code in codes]


@pytest.mark.parametrize("format_", ["text", "json", "junit", "sarif", "gitlab", "github"])
def test_every_format_can_be_asked_for(tmp_path: Path, format_: str) -> None:
    """Each is of its own form, and names the rule."""
    result = check(write(tmp_path, TWO_WARNINGS), "--no-run", "--strict", "--format", format_)
    assert result.exit_code == 1
    assert "Q501" in result.stdout
    beginnings = {"json": "{", "junit": "<?xml", "sarif": '{"$schema"', "gitlab": "[", "github": "::warning "}
    assert result.stdout.startswith(beginnings.get(format_, "/"))


def test_changes_are_told_once_a_file_has_come_to_rest(tmp_path: Path) -> None:
    """Changed, new and gone; a file that is still being written is waited for."""
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("1")
    steps = [
        lambda: None,
        lambda: one.write_text("22"),
        lambda: one.write_text("333"),
        lambda: None,
        lambda: two.write_text("new"),
        lambda: None,
        lambda: one.unlink(),
        lambda: None,
    ]
    todo = iter(steps)
    watched = changes(lambda: [str(path) for path in sorted(tmp_path.glob("*.yaml"))], lambda _: next(todo)())
    assert next(watched) == []
    assert next(watched) == [str(one)]
    assert next(watched) == [str(two)]
    assert next(watched) == [str(one)]


def test_watching_proves_what_changed_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """The first round proves all, the next what was written since; exit 130."""
    path = write(tmp_path, sound("a"), sound("b"))
    command = [sys.executable, "-u", "-m", "quiz", "check", "--trust", "--watch", path]

    def heed() -> None:
        """A shell that runs the tests in the background has them, and all they start, ignore Ctrl-C."""
        signal.signal(signal.SIGINT, signal.default_int_handler)

    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, preexec_fn=heed, **pipes) as running:  # type: ignore[call-overload]
        assert running.stdout is not None
        try:
            assert running.stdout.readline().startswith("2 cards, 2 questions proven")
            path.write_text(path.read_text().replace("[1, 2]) + 1", "[1, 2]) + 'x'", 1))
            told = [running.stdout.readline() for _ in range(3)]
            assert told[1].strip() == f"{path} changed"
            assert "error Q101  scene/a" in told[2]
        finally:
            os.kill(running.pid, signal.SIGINT)
        assert running.wait(20) == 130
