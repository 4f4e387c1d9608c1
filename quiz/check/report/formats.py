"""The formats of a report for other programs, by the names that `--format` takes."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.check.report.text import Naming
from quiz.check.summary import Run


def report(format_: str, runs: Sequence[Run], naming: Naming) -> str:
    """The whole report of one run or several, without a line feed at its end. Raises KeyError for another format."""
    if format_ == "json":
        from quiz.check.report.json_report import json_report

        return json_report(runs, naming)
    from quiz.check.report.github import github
    from quiz.check.report.gitlab import gitlab
    from quiz.check.report.junit import junit
    from quiz.check.report.sarif import sarif

    return {"junit": junit, "sarif": sarif, "gitlab": gitlab, "github": github}[format_](runs)
