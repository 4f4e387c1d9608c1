"""The folder of a sync: which segments are in it, and writing one; a folder that vanishes says so in words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quiz.errors import QuizError
from quiz.settings.atomic import write_file
from quiz.sync.segment import SegmentFile, segment_file

_AGAIN = "Mount or plug it in, or name another folder; what is missing there is written at the next sync."


class SyncFolder:
    """A folder that all machines of a learner reach; each writes only into the folder of its own name in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def listing(self) -> list[SegmentFile]:
        """The segments in it, by machine and number; a whole name before the conflict copies of it.

        Raises QuizError when the folder cannot be read.
        """
        found = []
        with _in_words(self.path):
            for folder in _folders(self.path):
                files = (segment_file(path, stat.st_size) for path, stat in _files(folder))
                found += [file for file in files if file is not None]
        return sorted(found, key=lambda file: (file.machine, file.number, file.is_copy, file.path.name))

    def make(self) -> None:
        """Make the folder, if the one around it is there. Raises QuizError."""
        with _in_words(self.path):
            self.path.mkdir(exist_ok=True)

    def write(self, machine: str, name: str, content: bytes) -> Path:
        """Write a segment: it has its name only once it is whole and on the disk. Raises QuizError."""
        place = self.path / machine
        with _in_words(self.path):
            if not self.path.is_dir():  # a folder that has vanished is not made again on the disk below it
                raise FileNotFoundError(2, os.strerror(2), str(self.path))
            place.mkdir(exist_ok=True)
            write_file(place / name, content, durable=True)
        return place / name

    def sweep(self, machine: str, older_than_s: float) -> None:
        """Delete what killed syncs of this machine have left behind, if it was not touched since a Unix time."""
        with suppress(OSError):
            for path, stat in _files(self.path / machine):
                if path.name.startswith(".") and ".jsonl." in path.name and stat.st_mtime < older_than_s:
                    path.unlink(missing_ok=True)

    def drop(self, files: Iterable[SegmentFile]) -> None:
        """Delete damaged segments of this machine. Raises QuizError."""
        with _in_words(self.path):
            for file in files:
                file.path.unlink(missing_ok=True)


def gaps(numbers: Iterable[int]) -> list[int]:
    """The numbers that are missing below the highest."""
    there = set(numbers)
    return sorted(set(range(1, max(there, default=0))) - there)


def _folders(path: Path) -> list[Path]:
    with os.scandir(path) as entries:
        return sorted(Path(entry.path) for entry in entries if not entry.name.startswith(".") and entry.is_dir())


def _files(path: Path) -> list[tuple[Path, os.stat_result]]:
    with os.scandir(path) as entries:
        return sorted((Path(entry.path), entry.stat()) for entry in entries if entry.is_file())


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise QuizError("the folder of the sync is not there", where=str(path), fix=_AGAIN) from error
    except NotADirectoryError as error:
        raise QuizError("this is not a folder", where=str(path), fix="Name a folder.") from error
    except OSError as error:
        what = f"the folder of the sync cannot be used ({error.strerror})"
        raise QuizError(what, where=str(path), fix=_AGAIN) from error
