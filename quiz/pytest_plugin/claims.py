"""Which files are decks to prove: those that are named, and those of the folders that are named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

_SUFFIXES = (".yaml", ".yml")


class Claims(NamedTuple):
    """The files and the folders, as absolute paths. A folder stands for the deck files in it, as for `quiz check`."""

    files: frozenset[Path]
    folders: frozenset[Path]

    def include(self, path: Path) -> bool:
        """Whether this is one of the decks."""
        in_folder = path.parent in self.folders and path.suffix in _SUFFIXES and path.name[0] != "."
        return in_folder or path in self.files


def claims(paths: Iterable[Path]) -> Claims:
    """Raises UsageError for a path that does not exist."""
    files: set[Path] = set()
    folders: set[Path] = set()
    for path in paths:
        whole = _absolute(path)
        if not whole.exists():
            raise pytest.UsageError(f"quiz: there is no file {path}\n  Name a deck file, or a folder of decks.")
        (folders if whole.is_dir() else files).add(whole)
    return Claims(frozenset(files), frozenset(folders))


def arguments(config: pytest.Config, named: Sequence[Path], configured: Sequence[Path]) -> list[str]:
    """What pytest is to collect: the decks are added where the command line does not say which of them it means.

    Those `named` on the command line stand alone where it names nothing else; those `configured` are added to what
    is collected where it names nothing at all.
    """
    chosen = config.args_source is pytest.Config.ArgsSource.ARGS
    if named and not chosen:
        return _added([], named)
    return _added(config.args, named if chosen else configured, config.invocation_params.dir)


def _added(given: Sequence[str], decks: Iterable[Path], here: Path = Path()) -> list[str]:
    """The arguments and the decks, but for those of which something, or something around them, is given already.

    pytest 8 collects too little where a folder is given and one within it as well.
    """
    known = [_absolute(here / argument.split("::")[0]) for argument in given]
    added = list(given)
    for path in sorted(map(_absolute, decks)):  # a folder comes before what is in it
        if not any(path == one or path in one.parents or one in path.parents for one in known):
            added.append(str(path))
            known.append(path)
    return added


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (links stay: pytest follows none either)
