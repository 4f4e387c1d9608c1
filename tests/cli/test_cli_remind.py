"""`quiz remind`: what is due, by a notification each day; it is shown before it is written and can be removed."""

from __future__ import annotations

import os
import plistlib
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from inside import Done, Quiz

from quiz.remind.notify import notify

NOW = "2026-03-02T12:00:00+00:00"
CARD = """
- id: c{number}
  ask: predict
  prompt: What?
  code: torch.tensor({number})
  explain: e
  source: https://example.org
"""
UNITS = "config/systemd/user/quiz-remind"
AGENT = "Library/LaunchAgents/torchquiz.remind.plist"


class Desk:
    """A machine whose commands are those of its folder `bin`; each notes how it was called."""

    def __init__(self, quiz: Quiz, root: Path) -> None:
        self._quiz, self.root = quiz, root
        (root / "bin").mkdir()

    def has(self, name: str, does: str = "exit 0") -> None:
        script = self.root / "bin" / name
        script.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.root}/called"\n{does}\n')
        script.chmod(0o755)

    @property
    def called(self) -> list[str]:
        return (self.root / "called").read_text().splitlines()

    def __call__(self, *arguments: str, stdin: str = "", **environ: str) -> Done:
        environ = {
            "QUIZ_NOW": NOW,
            "QUIZ_HOME": f"{self.root}/100% \"mine\" $1 '2' \\",
            "HOME": str(self.root),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "PATH": str(self.root / "bin"),
            **environ,
        }
        return self._quiz("remind", *arguments, stdin=stdin, **environ)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    cards = "".join(CARD.format(number=number) for number in range(3))
    (shipped / "a.yaml").write_text(f"format: 1\ndeck: a\ntitle: A deck\ncards:\n{cards}")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return Desk(Quiz(monkeypatch, shipped), tmp_path)


def test_it_says_how_many_and_how_long_and_notifies_where_anything_is_due(desk: Desk) -> None:
    """The notification has the same words as the line; with nothing left there is none."""
    desk.has("notify-send")
    said = "3 cards today (3 new), about 2 min."
    assert desk().stdout == f"{said}\n"
    assert desk("--notify").stdout == f"{said}\n"
    assert desk.called == [f"notify-send --app-name=quiz quiz {said}"]
    assert desk("--notify", QUIZ_NEW_PER_DAY="0").stdout == "Nothing is left for today.\n"
    assert len(desk.called) == 1


def test_a_timer_of_systemd_is_shown_written_and_removed(desk: Desk) -> None:
    """Nothing is written before the learner agrees; what is written is what was shown, and is called to life."""
    desk.has("systemctl", 'case "$*" in *NextElapse*) echo "Tue 2026-03-03 08:00:00 UTC";; esac')
    refused = desk("--at", "8:00", "--by", "systemd", stdin="n\n")
    assert (refused.returncode, refused.stdout.endswith("Nothing is changed.\n")) == (0, True)
    assert not (desk.root / "config").exists()
    unasked = desk("--at", "8:00", "--by", "systemd")
    assert (unasked.returncode, "nobody is there to agree" in unasked.stderr) == (1, True)
    done = desk("--at", "21:30", "--at", "8:00", "--by", "systemd", "--yes")
    assert done.stdout.endswith("You are reminded each day at 08:00 and 21:30; `quiz remind --remove` ends that.\n")
    for unit in ("service", "timer"):
        path = desk.root / f"{UNITS}.{unit}"
        assert f"{path}:\n" in done.stdout
        assert all(f"  {row}\n" in done.stdout for row in path.read_text().splitlines() if row)
    steps = ("daemon-reload", "enable quiz-remind.timer", "restart quiz-remind.timer")
    assert desk.called[-3:] == [f"systemctl --user {step}" for step in steps]
    assert all(f"$ systemctl --user {step}\n" in done.stdout for step in steps)
    status = desk("--status").stdout
    assert status == "Each day at 08:00 and 21:30, by systemd; next Tue 2026-03-03 08:00:00 UTC.\n"
    assert "You are reminded no longer." in desk("--remove", "--yes").stdout
    assert not list((desk.root / "config" / "systemd" / "user").iterdir())
    assert desk("--status").stdout.startswith("No reminder is set.")
    assert desk("--remove").stdout == "No reminder is set.\n"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the paths contain."""
    desk.has("systemctl")
    for name in ("py%th$on", 'py"th\\on'):
        python = desk.root / name
        python.symlink_to(sys.executable)
        monkeypatch.setattr(sys, "executable", str(python))
        desk("--at", "08:00", "--by", "systemd", "--yes")
        verify_units(desk)


def verify_units(desk: Desk) -> None:
    units = [str(desk.root / f"{UNITS}.{unit}") for unit in ("service", "timer")]
    verify = ["systemd-analyze", "--user", "--man=no", "verify", *units]
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(desk.root)}
    done = subprocess.run(verify, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, [row for row in done.stderr.splitlines() if "quiz-remind" in row]) == (0, [])


def test_an_agent_of_launchd_is_written_and_removed(desk: Desk) -> None:
    """The property list has the command, its variables and the times; an agent that is loaded is loaded again."""
    desk.has("launchctl")
    assert desk("--at", "08:05", "--by", "launchd", "--yes").returncode == 0
    agent = plistlib.loads((desk.root / AGENT).read_bytes())
    assert agent["ProgramArguments"][1:] == ["-P", "-m", "quiz", "remind", "--notify"]
    assert agent["EnvironmentVariables"]["QUIZ_HOME"].endswith("/100% \"mine\" $1 '2' \\")
    assert agent["StartCalendarInterval"] == [{"Hour": 8, "Minute": 5}]
    domain = f"gui/{os.getuid()}"
    bootstrap = f"launchctl bootstrap {domain} {desk.root / AGENT}"
    assert desk.called[-2:] == [f"launchctl bootout {domain}/torchquiz.remind", bootstrap]
    assert desk("--status").stdout == "Each day at 08:05, by launchd.\n"
    assert desk("--remove", "--yes").returncode == 0
    assert not (desk.root / AGENT).exists()


def test_a_line_for_cron_runs_what_it_says(desk: Desk) -> None:
    """Where nothing else is there; `sh` finds the variables as they were, and `crontab` the line that is set."""
    done = desk("--at", "08:00")
    assert "Neither systemd nor launchd runs here" in done.stderr
    (row,) = done.stdout.splitlines()
    assert row.startswith("0 8 * * * ")
    assert not (desk.root / "config").exists()
    command = row.removeprefix("0 8 * * * ").replace(r"\%", "%").partition(" /")[0]
    shown = subprocess.run(["sh", "-c", f"{command} /usr/bin/env"], capture_output=True, text=True, check=True)
    assert f"QUIZ_HOME={desk.root}/100% \"mine\" $1 '2' \\\n" in shown.stdout
    table = desk.root / "table"
    table.write_text(f"5 5 * * * other\n{row}\n")
    desk.has("crontab", f'while read -r row; do echo "$row"; done < "{table}"')
    assert desk("--status").stdout == "Each day at 08:00, by cron.\n"
    assert "delete what ends with `# quiz remind`" in desk("--remove").stdout


def test_what_cannot_be_is_said_in_words(desk: Desk) -> None:
    """A time that is none, a system without that timer, a timer that would not start."""
    assert "'24:00' is no time of day: write it as 08:00" in desk("--at", "24:00").stderr
    assert "give one" in desk("--at", "08:00", "--status").stderr
    missing = desk("--at", "08:00", "--by", "launchd")
    assert (missing.returncode, "launchd does not run here" in missing.stderr) == (1, True)
    desk.has("systemctl", 'case "$*" in *restart*|*is-active*) echo no bus >&2; exit 1;; esac')
    failed = desk("--at", "08:00", "--by", "systemd", "--yes")
    assert failed.returncode == 1
    assert "`systemctl --user restart quiz-remind.timer` failed: no bus" in failed.stderr
    assert "the reminder is not on" in failed.stderr
    assert "It is not on: `quiz remind --at 08:00` sets it again." in desk("--status").stdout
    desk.has("notify-send", "echo no display >&2; exit 1")
    with pytest.raises(Exception, match=r"notify-send.* failed: no display"):
        notify("quiz", "3 cards", {"PATH": str(desk.root / "bin")}, desk.root / "none")


def test_terminals_that_take_messages_show_it_where_no_desktop_does(desk: Desk) -> None:
    """By OSC 9 and the bell, without control characters of the text; a terminal with `mesg n` stays as it is."""
    terminals = desk.root / "pts"
    terminals.mkdir()
    ends = SimpleNamespace(open=pty.openpty(), shut=pty.openpty())
    for name, (_, end) in vars(ends).items():
        os.fchmod(end, 0o620 if name == "open" else 0o600)
        (terminals / name).symlink_to(os.ttyname(end))
    assert notify("quiz", "3 cards\x1b]0;evil\x07", {"PATH": ""}, terminals) == "the terminal"
    assert os.read(ends.open[0], 1000) == b"\x1b]9;quiz: 3 cards]0;evil\x07\x07"
    os.set_blocking(ends.shut[0], False)
    with pytest.raises(BlockingIOError):
        os.read(ends.shut[0], 1000)
    for end in (*ends.open, *ends.shut):
        os.close(end)
