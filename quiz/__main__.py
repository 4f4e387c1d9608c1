"""`quiz` and `python -m quiz`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit with its code (documented in README.md)."""
    _open_closed_streams()
    # A shell that completes a word calls `quiz` without arguments, and says so in the environment.
    if len(sys.argv) == 1 and not os.environ.get("_QUIZ_COMPLETE"):
        sys.exit(_whole_screen())
    from quiz.cli import run

    sys.exit(run(sys.argv[1:]))


def _open_closed_streams() -> None:
    """Let standard streams that the caller has closed lead nowhere (`quiz decks >&-`).

    Else the next file opened, such as the database, would be what the program and torch print to.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _whole_screen() -> int:
    """Open the screen. The library that reads options is not loaded for it: that would take its time."""
    from quiz.tui.launch import run  # isort: skip (first: it delays garbage collection)

    from quiz.errors import QuizError
    from quiz.text.terminal import is_dumb

    if sys.stdin is not None and sys.stdin.isatty() and is_dumb(os.environ):
        from quiz.cli import run as run_command

        return run_command(["review"])
    try:
        return run()
    except QuizError as error:
        from quiz.cli import tell

        tell(f"quiz: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
