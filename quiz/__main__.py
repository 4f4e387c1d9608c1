"""`quiz` and `python -m quiz`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code (documented in README.md)."""
    from quiz.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
