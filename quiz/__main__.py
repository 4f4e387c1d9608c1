"""`quiz` and `python -m quiz`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code (documented in README.md)."""
    if len(sys.argv) == 1:
        sys.exit(_whole_screen())
    from quiz.cli import run

    sys.exit(run(sys.argv[1:]))


def _whole_screen() -> int:
    """What `quiz` by itself does; the library that reads options is not needed for it, and takes its time to load."""
    from quiz.tui.launch import run  # isort: skip (first: it has the collector of garbage wait)

    from quiz.errors import QuizError

    try:
        return run()
    except QuizError as error:
        print(f"quiz: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
