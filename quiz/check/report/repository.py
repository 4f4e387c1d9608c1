"""Where a file is in its repository: the path by which a CI server knows it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The variables in which GitHub and GitLab name the root of the checkout."""


def in_repository(path: str, environ: Mapping[str, str] = os.environ) -> str:
    """The path of a file from the root of its checkout, with `/`, wherever the command runs.

    The root is that of $GITHUB_WORKSPACE or $CI_PROJECT_DIR where the file is below it, else the nearest folder that
    holds `.git`, else the working folder. The path as it is where no relative one can be made.
    """
    try:
        file = Path(path).absolute()
        named = [environ[name] for name in ROOTS if environ.get(name) and file.is_relative_to(environ[name])]
        roots = [*map(Path, named), *(folder for folder in file.parents if (folder / ".git").exists()), Path.cwd()]
        return Path(os.path.relpath(file, roots[0])).as_posix()
    except (OSError, ValueError):
        return path
