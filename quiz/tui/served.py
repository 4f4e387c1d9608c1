"""The quiz in a tab of a browser: `quiz serve` starts `python -m quiz.tui.served` for each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Open the quiz for a page until the learner leaves; the exit code. What prevents it is said on stderr."""
    parser = argparse.ArgumentParser(prog="python -m quiz.tui.served", description=__doc__)
    parser.add_argument("--python", default="")
    parser.add_argument("--device", default="")
    parser.add_argument("--touch", action="store_true")
    asked = parser.parse_args(arguments)

    from quiz.errors import QuizError
    from quiz.tui.launch import run

    try:
        return run(python=asked.python, device=asked.device, served=True, touch=asked.touch)
    except QuizError as error:
        print(f"quiz: {error}", file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
