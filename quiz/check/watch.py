"""Which files change: polling, which works on every file system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PAUSE_S = 0.3


def changes(paths: Callable[[], list[str]], sleep: Callable[[float], None]) -> Iterator[list[str]]:
    """Yield no files at once, then the files that changed, each time some did and have come to rest.

    `paths` is called each time, so that a new deck in a folder is seen.
    """
    seen = _stamps(paths())
    yield []
    while True:
        sleep(PAUSE_S)
        now = _stamps(paths())
        changed = sorted(path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path))
        if not changed:
            continue
        settled = now
        while True:
            sleep(PAUSE_S / 3)
            now, settled = _stamps(paths()), now
            if now == settled:
                break
        seen = now
        yield changed


def _stamps(paths: list[str]) -> Mapping[str, tuple[int, int]]:
    return {path: stamp for path in paths if (stamp := _stamp(Path(path))) is not None}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
