"""How soon the home screen is there: `python -m tests.bench.tui [--runs 10] [--reviews 50000] [--keep FOLDER]`.

Each run starts the program in a terminal of its own and waits until a word is drawn on it. A bare Textual app with
Header and Footer is started in turn with the quiz, so that a busy machine slows both alike; the ratio is what counts.
Memory and idle time are those of the process that draws, without the engine's.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.memory import DECK_SIZE, NOW, build, card_id
from tests.bench.surroundings import surroundings

ROOT = Path(__file__).parents[2]
CARDS = 500
"""Of the learner's own; the shipped ones come on top."""
SETTLE_S = 3.0
IDLE_S = 10.0
_ESCAPES = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^X][^\x1b]*\x1b\\|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]"
)
_ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
_BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Static


class Bare(App):
    def compose(self):
        yield Header()
        yield Static("here it is")
        yield Footer()


Bare().run()
"""


class Terminal:
    """A program in a pty of 100x30, and what it has written."""

    def __init__(self, arguments: list[str], environ: dict[str, str]) -> None:
        self.began = time.perf_counter()
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.execvpe(arguments[0], arguments, environ)
        self._raw = b""

    def seen(self, word: str, *, after: int = 0, limit_s: float = 20.0) -> float:
        """The seconds from the start of the program until a word is drawn."""
        while word.encode() not in _ESCAPES.sub(b"", self._raw[after:]):
            if time.perf_counter() - self.began > limit_s or not self._read():
                drawn = _ESCAPES.sub(b"", self._raw)[-800:].decode(errors="replace")
                raise SystemExit(f"{word!r} was not drawn:\n{drawn}")
        return time.perf_counter() - self.began

    def wait(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(0.05)

    def peak_mib(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        until = time.perf_counter() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.perf_counter() > until:
                os.kill(self.pid, signal.SIGKILL)
            self._read(0.01)
        os.close(self._handle)

    def _read(self, wait_s: float = 1.0) -> bool:
        if not select.select([self._handle], [], [], wait_s)[0]:
            return True
        try:
            chunk = os.read(self._handle, 65536)
        except OSError:
            time.sleep(wait_s / 10)
            return False
        for query, answer in _ANSWERS:
            if query in chunk:
                os.write(self._handle, answer)
        self._raw += chunk
        return bool(chunk)


@dataclass(frozen=True)
class Figures:
    bare_ms: float
    home_ms: float
    ratio: float
    peak_mib: float
    idle_percent: float


def prepare(home: Path, reviews: int) -> dict[str, str]:
    """Decks of the learner's own and a database of so many reviews; the environment to start the quiz in."""
    (home / "decks").mkdir(parents=True, exist_ok=True)
    for first in range(0, CARDS, DECK_SIZE):
        name, _, _ = card_id(first).partition("/")
        cards = "".join(_card(at - first) for at in range(first, min(first + DECK_SIZE, CARDS)))
        head = f"format: 1\ndeck: {name}\ntitle: Deck {first}\nabout: made up\norder: 90\ncards:\n"
        (home / "decks" / f"{name}.yaml").write_text(head + cards)
    if not (home / "quiz.db").exists():
        build(home / "quiz.db", CARDS, reviews)
    environ = surroundings()
    now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(NOW.at_ms / 1000))
    return environ | {"QUIZ_HOME": str(home), "QUIZ_NOW": now, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}


def _card(number: int) -> str:
    return f"""\
  - id: card-{number:04}
    ask: predict
    prompt: Value of `out` number {number}?
    draw:
      x: "[rng.randint(1, 9) for _ in range(4)]"
    code: |
      x = torch.tensor($x)
      out = x.flip(0) + {number}
      out
    misconceptions:
      - belief: flip leaves it as it is
        code: "torch.tensor($x) + {number}"
    explain: It turns the order of a dimension round.
"""


def measure(home: Path, reviews: int, runs: int) -> Figures:
    environ = prepare(home, reviews)
    bare_file = home / "bare.py"
    bare_file.write_text(_BARE)
    bare = ([sys.executable, str(bare_file)], "here it is")
    quiz = ([sys.executable, "-m", "quiz"], "Today")
    for arguments, word in (bare, quiz, bare, quiz):  # bytecode, caches, pages
        _once(arguments, word, environ)
    taken = [(_once(*bare, environ), _once(*quiz, environ)) for _ in range(runs)]
    bare_ms, home_ms = (1000 * statistics.median(column) for column in zip(*taken, strict=True))
    return Figures(bare_ms, home_ms, home_ms / bare_ms, *_standing(quiz[0], quiz[1], environ))


def _once(arguments: list[str], word: str, environ: dict[str, str]) -> float:
    terminal = Terminal(arguments, environ)
    seconds = terminal.seen(word)
    terminal.wait(0.05)
    terminal.close()
    return seconds


def _standing(arguments: list[str], word: str, environ: dict[str, str]) -> tuple[float, float]:
    """Peak memory, and the share of one core that it takes to do nothing."""
    terminal = Terminal(arguments, environ)
    terminal.seen(word)
    terminal.wait(SETTLE_S)
    before = terminal.cpu_s()
    terminal.wait(IDLE_S)
    idle = 100 * (terminal.cpu_s() - before) / IDLE_S
    peak = terminal.peak_mib()
    terminal.close()
    return peak, idle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--reviews", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="Make the files here, and keep them.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(asked.keep or Path(folder), asked.reviews, asked.runs)
    print(json.dumps({name: round(getattr(figures, name), 2) for name in Figures.__dataclass_fields__}))


if __name__ == "__main__":
    main()
