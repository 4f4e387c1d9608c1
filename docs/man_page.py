"""Write the man page, docs/quiz.1, from the commands: `python docs/man_page.py`.

`--check` writes nothing, and exits with 1 where the page is not what would be written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from quiz.cli import group

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "quiz.1"
CODES = re.compile(r"^\| (\d+) \| (.*) \|$", re.MULTILINE)
"""The exit codes in a table of the README."""
FILES = (
    ("~/.local/share/quiz/quiz.db", "Every answer, with backups beside it; in $XDG_DATA_HOME, if that is set."),
    ("~/.local/share/quiz/decks", "Your own decks."),
    ("~/.config/quiz/config.toml", "The settings; in $XDG_CONFIG_HOME, if that is set."),
    ("~/.cache/quiz", "What can be computed again; in $XDG_CACHE_HOME, if that is set."),
)
VARIABLES = (
    ("QUIZ_HOME", "One folder for all files."),
    ("QUIZ_NOW", "The time, for demonstrations and tests: 2026-11-20T09:00:00+01:00."),
    ("QUIZ_START", "With the value spawn, torch is started on Linux as on macOS and Windows."),
    ("QUIZ_NEW_PER_DAY, ...", "Any setting, for one run."),
)


def page() -> str:
    """The page, in the macros of man(7)."""
    root = group.make_context("quiz", [], resilient_parsing=True)
    lines = ['.TH QUIZ 1 "" "torchquiz" "User Commands"', ".SH NAME", r"quiz \- learn PyTorch by heart", ".SH SYNOPSIS"]
    lines += [".B quiz", r"[\fB\-\-python\fR \fIPATH\fR] [\fICOMMAND\fR ...]", ".SH DESCRIPTION"]
    lines += [*_paragraphs(group.help or ""), ".SH OPTIONS", *_options(group, root), ".SH COMMANDS"]
    for name in group.list_commands(root):
        command = group.get_command(root, name)
        assert command is not None
        lines += _command(command, click.Context(command, info_name=name, parent=root))
    for title, rows in (("ENVIRONMENT", VARIABLES), ("FILES", FILES), ("EXIT STATUS", _codes())):
        lines.append(f".SH {title}")
        for head, text in rows:
            lines += [".TP", rf"\fB{_plain(head)}\fR", _plain(text)]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, ctx: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(ctx))
    yield rf".SS \fBquiz {_plain(str(ctx.info_name))}\fR {_plain(usage)}"
    yield from _paragraphs(command.help or "")
    yield from _options(command, ctx)


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """The options, but for --help, which every command has."""
    for option in command.params:
        if isinstance(option, click.Option) and (row := option.get_help_record(ctx)):
            yield from (".TP", rf"\fB{_plain(row[0])}\fR", _plain(" ".join(row[1].split())))


def _paragraphs(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text.strip()):
        yield from (".PP", _plain(" ".join(part.replace("\b", "").split())))


def _codes() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text("utf-8")
    return [(code, meaning.replace("`", "")) for code, meaning in CODES.findall(text)]


def _plain(text: str) -> str:
    """Text that no macro is made of, with hyphens that can be copied."""
    safe = text.replace("\\", r"\e").replace("-", r"\-").replace("`", r"\(ga")
    return rf"\&{safe}" if safe.startswith((".", "'")) else safe


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text("utf-8") != text)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
