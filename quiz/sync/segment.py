"""A segment: a file of events that one machine has written, whole and never changed; its checksum is in its name.

    <folder>/<machine>/<number>-<checksum>.jsonl

The first line is the head, `{"quiz": "sync", "format": 1, "machine": ..., "number": ..., "lines": ...}`; each other
line is an event, as `quiz export` writes it, or a file of the learner (`{"file": ...}`). The checksum is that of all
bytes, so that two different segments never have one name: no program that carries the folder can find a conflict.
A segment may be compressed, as `.jsonl.zst`: those are read where Python can, and none is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = 1
_NAME = re.compile(r"(\d{6,12})-([0-9a-f]{20})(.*)\.(jsonl|zst)", re.ASCII | re.DOTALL)
_LONGEST = 64 * 2**20
"""Bytes of the largest segment that is read; the quiz writes none that is larger than a few MB."""


class UnreadableError(Exception):
    """A segment cannot be read now, with the reason; `later` if waiting may help."""

    def __init__(self, why: str, *, later: bool) -> None:
        super().__init__(why)
        self.later = later


class SegmentFile(NamedTuple):
    """A file that may be a segment, by its name; `is_copy` where another program has renamed it, as for a conflict."""

    path: Path
    machine: str
    number: int
    checksum: str
    is_copy: bool
    size: int

    @property
    def label(self) -> str:
        """The path within the folder."""
        return f"{self.path.parent.name}/{self.path.name}"

    def lines(self) -> list[bytes]:
        """The lines after the head, once the file is found to be whole.

        Raises UnreadableError, OSError.
        """
        if self.size > _LONGEST:
            raise UnreadableError("it is too large for a segment", later=False)
        content = self.path.read_bytes()
        if checksum_of(content) != self.checksum:
            content = content.replace(b"\r\n", b"\n")  # as git writes lines on Windows
            if checksum_of(content) != self.checksum:
                raise UnreadableError("it is not whole: it may still be on its way, or be damaged", later=True)
        head, *lines = (_unpacked(content) if self.path.suffix == ".zst" else content).splitlines()
        _check(head)
        return lines


def segment_file(path: Path, size: int) -> SegmentFile | None:
    """A file of this size as a segment of the folder that it is in, None when it has no name of one."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    return SegmentFile(path, path.parent.name[:8], int(found[1]), found[2], found[3] not in ("", ".jsonl"), size)


class NewSegment(NamedTuple):
    """A segment to be written."""

    name: str
    checksum: str
    content: bytes


def compose(machine: str, number: int, lines: Sequence[str]) -> NewSegment:
    """The segment of these lines."""
    head = {"quiz": "sync", "format": FORMAT, "machine": machine, "number": number, "lines": len(lines)}
    # A text from a terminal may contain half a surrogate pair; lines are ASCII, so that it cannot be in one.
    content = "".join(f"{line}\n" for line in (json.dumps(head), *lines)).encode("ascii")
    checksum = checksum_of(content)
    return NewSegment(f"{number:06}-{checksum}.jsonl", checksum, content)


def checksum_of(content: bytes) -> str:
    """The checksum in the name of a segment: 80 bits of SHA-256."""
    return sha256(content).hexdigest()[:20]


def _unpacked(content: bytes) -> bytes:
    """What zstd has compressed. Raises UnreadableError."""
    try:
        import zstandard
    except ImportError:
        why = "it is compressed by zstd, which the quiz reads once the package zstandard is installed"
        raise UnreadableError(why, later=True) from None
    try:
        with zstandard.ZstdDecompressor().stream_reader(content, read_across_frames=True) as reader:
            unpacked: bytes = reader.read(_LONGEST + 1)
    except zstandard.ZstdError as error:
        raise UnreadableError(f"zstd cannot read it ({error})", later=False) from None
    if len(unpacked) > _LONGEST:
        raise UnreadableError("it is too large for a segment", later=False)
    return unpacked


def _check(head: bytes) -> None:
    """Raises UnreadableError when the segment is of a newer quiz, or none."""
    try:
        said: Any = json.loads(head)
        newer = said["quiz"] == "sync" and int(said["format"]) > FORMAT
        known = said["quiz"] == "sync" and int(said["format"]) == FORMAT
    except (ValueError, TypeError, KeyError, RecursionError):
        newer = known = False
    if newer:
        raise UnreadableError("a newer quiz has written it: update the quiz here", later=True)
    if not known:
        raise UnreadableError("it does not begin as a segment does", later=False)
