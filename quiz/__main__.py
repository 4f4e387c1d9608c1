"""`quiz` and `python -m quiz`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit with its code (documented in README.md)."""
    # A shell that completes a word calls `quiz` without arguments, and says so in the environment.
    if len(sys.argv) == 1 and not os.environ.get("_QUIZ_COMPLETE"):
        sys.exit(_whole_screen())
    from quiz.cli import run

    sys.exit(run(sys.argv[1:]))


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
        print(f"quiz: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
