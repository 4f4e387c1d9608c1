"""The list of trusted decks: contents that the learner allows to run, in one small file next to the settings.

Trust is for the exact content of a deck: one that has changed has to be trusted again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from quiz.errors import QuizError
from quiz.settings.atomic import write_file
from quiz.settings.paths import make_folder

FORMAT = 1


def fingerprint(content: bytes) -> str:
    """The sha256 of a deck file's content: 64 hex digits."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Trust:
    """One trusted content. `path` and `day` say where and when it was read, for people."""

    sha256: str
    deck: str
    path: str
    day: str


class TrustList:
    """The trusted contents, in a JSON file, which is read again at each call.

    Every method raises QuizError when the file is not in the form that the quiz writes, and leaves it unchanged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __contains__(self, fingerprint: object) -> bool:
        return any(trust.sha256 == fingerprint for trust in self.all())

    def all(self) -> list[Trust]:
        """All of them, in the order in which they were added."""
        try:
            text = self._path.read_bytes().decode()
            wire = json.loads(text)
            return [_trust(row) for row in _rows(wire)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._fault(f"it cannot be read ({error.strerror})", "Make it a file that you may read.") from error
        except (ValueError, RecursionError) as error:
            fix = "Correct it, or delete it and trust your decks again. Nothing in it was changed."
            raise self._fault("this is not a list of trusted decks", fix) from error

    def add(self, trust: Trust) -> None:
        """Trust this content; what was trusted at the same path before no longer is."""
        kept = [known for known in self.all() if known.path != trust.path and known.sha256 != trust.sha256]
        self._write([*kept, trust])

    def forget(self, word: str) -> list[Trust]:
        """Withdraw the trust in a path, a deck, or a content by its first 8 or more digits; what was removed."""

        def is_meant(trust: Trust) -> bool:
            return word in (trust.path, trust.deck) or (len(word) >= 8 and trust.sha256.startswith(word.lower()))

        known = self.all()
        gone = [trust for trust in known if is_meant(trust)]
        if gone:
            self._write([trust for trust in known if trust not in gone])
        return gone

    def _write(self, trusts: list[Trust]) -> None:
        make_folder(self._path.parent)
        wire = {"format": FORMAT, "decks": [asdict(trust) for trust in trusts]}
        try:
            write_file(self._path, json.dumps(wire, indent=2) + "\n", durable=True, mode=0o600)
        except OSError as error:
            fix = "Make it writable, or set QUIZ_HOME."
            raise self._fault(f"it cannot be written ({error.strerror})", fix) from error

    def _fault(self, what: str, fix: str) -> QuizError:
        return QuizError(what, where=str(self._path), fix=fix)


def _rows(wire: Any) -> list[Any]:
    if not isinstance(wire, dict) or wire.get("format") != FORMAT or not isinstance(wire.get("decks"), list):
        raise ValueError
    rows: list[Any] = wire["decks"]
    return rows


def _trust(row: Any) -> Trust:
    values = [row.get(name) for name in ("sha256", "deck", "path", "day")] if isinstance(row, dict) else [None]
    if not all(isinstance(value, str) for value in values):
        raise ValueError
    return Trust(*values)
