"""Findings as annotations of a GitHub workflow, and all of them as a table for the summary of its step.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from quiz.check.finding import Severity
from quiz.check.report.entries import ReportEntry, entries
from quiz.check.summary import Run
from quiz.text.numbers import counted

SHOWN = 10
"""Annotations of one severity that GitHub shows of a step; it drops the others."""
SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable that names the file for the summary of a step, in Markdown."""
MOST_BYTES = 1024 * 1024
"""GitHub takes no longer summary of a step."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~@:$&-])")


def github(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> str:
    """The annotations of the runs, and what closes them."""
    return "\n".join(filter(None, (workflow_commands(runs, environ), closing(runs, environ))))


def workflow_commands(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> str:
    """One workflow command per finding, which GitHub shows at its line."""
    return "\n".join(map(_annotation, entries(runs, environ)))


def closing(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> str:
    """A notice of how many findings there are, where there are more than GitHub shows; else "".

    Then a table of all is appended to the file that $GITHUB_STEP_SUMMARY names.
    """
    found = entries(runs, environ)
    counts = Counter(entry.finding.severity for entry in found)
    if all(count <= SHOWN for count in counts.values()):
        return ""
    total = f"{counted(counts[Severity.ERROR], 'error')} and {counted(counts[Severity.WARNING], 'warning')}"
    where = _write(_table(found, total), environ)
    notice = f"There are {total}; GitHub shows {SHOWN} of each at their lines. {where}"
    return f"::notice title=quiz check::{_of_command(notice)}"


def _annotation(entry: ReportEntry) -> str:
    where = {"file": entry.path, "title": f"{entry.code} {entry.title}"}
    if entry.line:
        where |= {"line": str(entry.line), "col": str(entry.column)}
    fields = ",".join(f"{key}={_of_property(value)}" for key, value in where.items())
    return f"::{entry.finding.severity} {fields}::{_of_command(entry.text)}"


def _of_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _of_property(text: str) -> str:
    return _of_command(text).replace(":", "%3A").replace(",", "%2C")


def _write(table: str, environ: Mapping[str, str]) -> str:
    """Append the table to the summary of the step; where all findings are listed, as a sentence."""
    if not environ.get(SUMMARY):
        return "All are listed in the log."
    path = Path(environ[SUMMARY])
    content = table.encode()
    try:
        if (path.stat().st_size if path.exists() else 0) + len(content) > MOST_BYTES:
            return "All are listed in the log; a table of them is longer than a summary may be."
        with path.open("ab") as file:
            file.write(content)
    except OSError as problem:
        return f"All are listed in the log; the summary of the step cannot be written ({problem.strerror})."
    return "All are listed in the summary of the run."


def _table(found: Sequence[ReportEntry], total: str) -> str:
    """All findings as a table of Markdown, below a heading."""
    rows = [
        (
            str(entry.finding.severity),
            entry.code,
            f"{entry.path}:{entry.line}" if entry.line else entry.path,
            entry.text,
        )
        for entry in found
    ]
    lines = [f"### quiz check: {total}", "", "| severity | rule | place | finding |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join([*lines, "", ""])


def _cell(text: str) -> str:
    """A text as it is, in a cell: no sign of it is Markdown or HTML, and it stays on one row."""
    return "<br>".join(_MARKDOWN.sub(r"\\\1", line) for line in text.split("\n"))
