"""The folders of settings, data and cache, from QUIZ_HOME, the XDG variables or the platform.

QUIZ_HOME puts all of them in one folder. Else the XDG variables are followed where they are set, and the customs of
the platform (platformdirs) where they are not. Nothing is created until `Places.ensure` is called.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from quiz.errors import ConfigError, QuizError

_PRIVATE = 0o700


class Places(NamedTuple):
    """The three folders, all absolute; they may not exist yet."""

    data: Path
    config_dir: Path
    cache: Path

    @property
    def db(self) -> Path:
        return self.data / "quiz.db"

    @property
    def decks(self) -> Path:
        """The folder of the learner's own decks."""
        return self.data / "decks"

    @property
    def config_file(self) -> Path:
        return self.config_dir / "config.toml"

    @property
    def trusted(self) -> Path:
        """The file that lists the foreign decks that the learner trusts."""
        return self.config_dir / "trusted.json"

    def ensure(self) -> Places:
        """Create the folders that are missing, with access for their owner only. Raises QuizError when one cannot be
        made.
        """
        for folder in (self.data, self.config_dir, self.cache, self.decks):
            make_folder(folder)
        return self


def places(environ: Mapping[str, str]) -> Places:
    """The folders that `environ` asks for. Raises ConfigError when it names no usable one."""
    home = environ.get("QUIZ_HOME", "")
    if home:
        folder = _absolute(_here(home), environ, "QUIZ_HOME")
        return Places(folder, folder, folder / "cache")
    return Places(
        data=_folder(environ, "XDG_DATA_HOME", _custom("user_data_path")),
        config_dir=_folder(environ, "XDG_CONFIG_HOME", _custom("user_config_path")),
        cache=_folder(environ, "XDG_CACHE_HOME", _custom("user_cache_path")),
    )


def interpreter_path(text: str, folder: Path) -> str:
    """The setting `python` with "~" and paths relative to `folder` made absolute; a bare command, and "", are
    unchanged.
    """
    if text.startswith("~"):
        try:
            text = str(Path(text).expanduser())
        except RuntimeError:  # no such user, or no home
            return text
    # Links are not resolved: those of a virtual environment lead out of it.
    return str((folder / text).absolute()) if os.sep in text or (os.altsep or os.sep) in text else text


def folder_path(text: str, folder: Path) -> str:
    """The setting `sync` made absolute: "~" is the home folder, other paths are relative to `folder`; "" stays."""
    if not text:
        return text
    try:
        return str((folder / Path(text).expanduser()).absolute())
    except RuntimeError:  # no such user, or no home
        return str((folder / text).absolute())


def make_folder(folder: Path) -> None:
    """Create `folder` and its parents. Raises QuizError that says which one could not be made, and why."""
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise QuizError(
            f"the folder cannot be made ({error.strerror})",
            where=str(folder),
            fix="Set QUIZ_HOME to a folder that you may write to.",
        ) from error


def _folder(environ: Mapping[str, str], name: str, custom: Callable[[], Path]) -> Path:
    # The XDG specification: a relative path in these variables is to be ignored.
    asked = environ.get(name, "")
    if asked.startswith("/"):
        return _absolute(Path(asked) / "quiz", environ, name)
    return _absolute(custom(), environ, "HOME")


def _here(home: str) -> Path:
    try:
        return Path(home).absolute()
    except OSError:  # the current folder is gone
        return Path(home)


def _custom(which: str) -> Callable[[], Path]:
    def find() -> Path:
        import platformdirs

        path: Path = getattr(platformdirs, which)("quiz", appauthor=False)
        return path

    return find


def _absolute(path: Path, environ: Mapping[str, str], name: str) -> Path:
    # Without HOME, "~" would stay and become a folder of that name in the current one.
    if not path.is_absolute() or "\0" in str(path):
        raise ConfigError(
            "no folder can be found for the learner's data",
            where=f"{name}={environ.get(name, '')!r}",
            fix="Set QUIZ_HOME to a folder, such as /home/me/quiz.",
        )
    return path
